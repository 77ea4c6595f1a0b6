/** Names that would speak for the gallery, or for those who made what it serves. Nobody signs up as one, or as its like. */
import { lookAlikeKey, parseAccountName, type AccountName } from '../account-name.ts';

const NAMES = `
  about abuse account accounts add admin administration administrator administrators admins ads advisory alert alerts announcements anonymous api apikey
  apikeys app apps archive assets audit auth authentication author authors billing blog bot bots catalog changelog client clients cms compliance
  config confirm console contact copyright copyright-agent daemon dashboard data default delete demo deploy deprecated dev developer developers
  dmca docs documentation dotnet dotnet-foundation dotnetfoundation download downloads email error errors everyone everybody example
  examples faq feed feedback feeds finance flatcontainer forum gallery guest health help helpdesk home host hostmaster hr http https id info
  internal invitation invitations invite legal licence license licenses list lists lode lode-admin lode-support lode-team log login logo logon
  logout logs mail mailer mailer-daemon maintainer maintainers malware management manager master me member members messages metrics microsoft
  mirror mod moderation moderator moderators ms msft my name network new news newsletter nobody noc none noreply no-reply notifications null nuget
  nuget-gallery nuget-org nuget-support nuget-team nugetgallery nugetorg nugetteam nupkg oauth oidc official oncall ops operations operator
  operators org organization organizations organisation organisations owner owners package packages partner partners password payments police
  policies policy postmaster press privacy private product profile profiles prohibited-use promo public query quarantine readonly register
  registration registrations registry removed report reports reserved restore review reviewer reviewers reviews root sales scanner search secret
  security security-team self service services session sessions settings setup shop signin signout signup site sitemap source sources spam
  staff staging stat static statistics stats status store support support-team symbol symbols sysadmin sysadministrator system systems team
  terms test tests token tokens tos trust trustandsafety trust-and-safety undefined unknown unlist update updates upload uploads user username
  users v2 v3 verification verified verify version versions virus visualstudio vulnerabilities vulnerability web webmaster website well-known
  windows www you
`;

const reserved = new Set(
  NAMES.trim()
    .split(/\s+/)
    .map((text) => parseAccountName(text))
    .flatMap((name) => (name === undefined ? [] : [lookAlikeKey(name)])),
);

/** Whether a name is reserved, or would be taken for one that is: `Adm1n`, `sup-port`. */
export function isReservedName(name: AccountName): boolean {
  return reserved.has(lookAlikeKey(name));
}
