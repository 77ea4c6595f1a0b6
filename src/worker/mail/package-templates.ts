/** Mails about packages: their owners, their versions, their locks. */
import { authorOf, circumstances, type MailTemplate, type Telling } from './mail-template.ts';
import {
  countText,
  facts,
  paragraph,
  quoteOf,
  packageText,
  quoted,
  words,
  type MailBlock,
  type MailContent,
} from './mail-content.ts';

function packageOf({ happening }: Telling): string {
  return packageText(happening.package ?? 'a package');
}

function versionOf(telling: Telling): string {
  return `${packageOf(telling)} ${packageText(telling.happening.version ?? '')}`.trim();
}

function accountOf({ happening }: Telling): string {
  const { account } = happening.others;
  return account === undefined ? 'somebody' : words(account.name);
}

function historyLink(telling: Telling): MailContent['link'] {
  const { happening, links } = telling;
  return { label: `See the history of ${packageOf(telling)}`, url: links.packageHistory(happening.package ?? '') };
}

/** The version's own page; its managers see it whatever became of it. */
function versionLink(telling: Telling): MailContent['link'] {
  const { package: id, version } = telling.happening;
  if (id === undefined || version === undefined) return historyLink(telling);
  return { label: `Look at ${versionOf(telling)}`, url: telling.links.packageVersion(id, version) };
}

/** Where owners change what the mail tells of, or take it back. */
function manageLink(telling: Telling): MailContent['link'] {
  const { package: id, version } = telling.happening;
  if (id === undefined) return packagesLink(telling);
  return { label: `Manage ${versionOf(telling)}`, url: telling.links.manage(id, version) };
}

function ownersPage({ happening, links }: Telling): string {
  return links.packageOwners(happening.package ?? '');
}

function ownersLink(telling: Telling): MailContent['link'] {
  return { label: `Look at the owners of ${packageOf(telling)}`, url: ownersPage(telling) };
}

function packagesLink({ links }: Telling): MailContent['link'] {
  return { label: 'Look at your packages', url: links.to('packages') };
}

const IF_UNEXPECTED =
  'If none of the owners did that, revoke the API keys that can, and tell the administrators of this gallery.';

function packageNotice(wish: {
  readonly subject: (telling: Telling) => string;
  readonly said: (telling: Telling) => string;
  readonly many: (count: number) => string;
  /** One of many, where the heading says already what happened to it. */
  readonly item?: (telling: Telling) => string;
  readonly more?: (telling: Telling) => readonly MailBlock[];
  readonly link?: (telling: Telling) => MailContent['link'];
  readonly manyLink?: (telling: Telling) => MailContent['link'];
  readonly manyMore?: (telling: Telling) => readonly MailBlock[];
  readonly after?: string;
}): MailTemplate {
  return {
    one: (telling) => ({
      subject: wish.subject(telling),
      blocks: [paragraph(`${wish.said(telling)}.`), ...(wish.more?.(telling) ?? []), circumstances(telling)],
      link: (wish.link ?? historyLink)(telling),
      ...(wish.after === undefined ? {} : { after: [wish.after] }),
    }),
    many: {
      subject: (count) => wish.many(count),
      line: (telling) => `${(wish.item ?? wish.said)(telling)} (${authorOf(telling.happening)})`,
      link: wish.manyLink ?? packagesLink,
      ...(wish.manyMore === undefined ? {} : { more: wish.manyMore }),
    },
  };
}

function reason(telling: Telling): MailBlock[] {
  const text = telling.data.text('reason');
  return text === undefined || text === '' ? [] : [facts(['Reason', quoted(text, 1_000)])];
}

/** One of many, which may have reasons of their own. */
function versionWithReason(telling: Telling): string {
  const text = telling.data.text('reason') ?? '';
  return text === '' ? versionOf(telling) : `${versionOf(telling)}: ${quoted(text, 300)}`;
}

const ofVersions = {
  'version-published': packageNotice({
    subject: (telling) => `${versionOf(telling)} was published`,
    said: (telling) =>
      `${versionOf(telling)} was published${telling.data.has('listed', false) ? ', unlisted' : ''}, and can be restored`,
    many: (count) => `${countText(count, 'version was', 'versions were')} published`,
    item: versionOf,
    after: IF_UNEXPECTED,
    link: versionLink,
  }),
  'version-unlisted': packageNotice({
    subject: (telling) => `${versionOf(telling)} was unlisted`,
    said: (telling) => `${versionOf(telling)} no longer shows in search; builds that use it keep restoring it`,
    many: (count) => `${countText(count, 'version was', 'versions were')} unlisted`,
    item: versionWithReason,
    more: reason,
    after: IF_UNEXPECTED,
    link: manageLink,
  }),
  'version-relisted': packageNotice({
    subject: (telling) => `${versionOf(telling)} was relisted`,
    said: (telling) => `${versionOf(telling)} shows in search again`,
    many: (count) => `${countText(count, 'version was', 'versions were')} relisted`,
    item: versionWithReason,
    more: reason,
    after: IF_UNEXPECTED,
    link: manageLink,
  }),
  'version-deprecated': packageNotice({
    subject: (telling) => `The deprecation of ${versionOf(telling)} changed`,
    said: (telling) =>
      isTakenBack(telling)
        ? `${versionOf(telling)} is no longer deprecated`
        : `${versionOf(telling)} is deprecated: whoever uses it is told so`,
    many: (count) => `The deprecation of ${countText(count, 'version')} changed`,
    after: IF_UNEXPECTED,
    link: manageLink,
  }),
  'deprecation-rule-added': packageNotice({
    subject: (telling) => `Versions of ${packageOf(telling)} are deprecated`,
    said: (telling) =>
      `Every version of ${packageOf(telling)} in the range ${rangeOf(telling)} is deprecated, those that are pushed later too`,
    many: (count) => `${countText(count, 'range of versions is', 'ranges of versions are')} deprecated`,
    after: IF_UNEXPECTED,
    link: manageLink,
  }),
  'deprecation-rule-removed': packageNotice({
    subject: (telling) => `New versions of ${packageOf(telling)} are not deprecated by themselves any more`,
    said: (telling) =>
      `New versions of ${packageOf(telling)} in the range ${rangeOf(telling)} are not deprecated by themselves any more`,
    many: (count) => `${countText(count, 'range of versions is', 'ranges of versions are')} deprecated no more`,
    after: IF_UNEXPECTED,
    link: manageLink,
  }),
  'readme-changed': packageNotice({
    subject: (telling) => `The readme that ${versionOf(telling)} shows changed`,
    said: (telling) => `The page of ${versionOf(telling)} shows another readme; the package itself is as it was`,
    many: (count) => `The readme that ${countText(count, 'version shows', 'versions show')} changed`,
    after: IF_UNEXPECTED,
    link: versionLink,
  }),
  'version-state-changed': packageNotice({
    subject: (telling) => `${versionOf(telling)} is ${stateText(telling).split(/[ :]/, 1)[0] ?? ''}`,
    said: (telling) => `${versionOf(telling)} is ${stateText(telling)}`,
    many: (count) => `The state of ${countText(count, 'version')} changed`,
    more: reason,
    link: versionLink,
  }),
} as const satisfies Record<string, MailTemplate>;

function rangeOf({ data }: Telling): string {
  return packageText(data.text('range') ?? '');
}

function isTakenBack({ happening }: Telling): boolean {
  const { data } = happening;
  return typeof data === 'object' && data !== null && 'deprecation' in data && data.deprecation === null;
}

const states: Readonly<Record<string, string>> = {
  available: 'available: everybody can see and restore it',
  held: 'held: nobody but its owners sees it yet',
  quarantined: 'quarantined: it is hidden, and nobody can restore it for now',
  removed: 'removed by an administrator of this gallery: nobody can restore it',
  destroyed: 'removed for good: its files no longer exist',
};

function stateText({ data }: Telling): string {
  return states[data.text('to') ?? ''] ?? 'changed';
}

const ofOwners = {
  'owner-invitation': packageNotice({
    subject: (telling) => `An invitation to own ${packageOf(telling)}`,
    said: (telling) =>
      `${authorOf(telling.happening)} invites ${candidateOf(telling)} to own ${packageOf(telling)}. Owners publish and unlist versions, and decide about other owners`,
    many: (count) => `${countText(count, 'invitation')} to own packages`,
    item: packageOf,
    more: messageOf,
    manyMore: messageOf,
    link: (telling) => ({ label: 'Accept or decline', url: invitationPage(telling) }),
    manyLink: ({ links }) => ({ label: 'Accept or decline', url: links.to('packages') }),
    after: 'Until the invitation is accepted, nothing changes. If you do not know what this is about, decline.',
  }),
  'owner-invited': packageNotice({
    subject: (telling) => `${accountOf(telling)} was invited to own ${packageOf(telling)}`,
    said: (telling) => `${accountOf(telling)} was invited to own ${packageOf(telling)}`,
    many: (count) => `${countText(count, 'invitation')} to own your packages`,
    link: (telling) => ({
      label: 'Look at the invitation, or cancel it',
      url: ownersPage(telling),
    }),
    after: 'Once it is accepted, the new owner can do all that you can do.',
  }),
  'owner-invitation-cancelled': packageNotice({
    subject: (telling) => `The invitation to own ${packageOf(telling)} was cancelled`,
    said: (telling) => `The invitation to own ${packageOf(telling)} holds no more`,
    many: (count) => `${countText(count, 'invitation')} to own packages were cancelled`,
    item: packageOf,
    link: packagesLink,
  }),
  'owner-invitation-ended': packageNotice({
    subject: (telling) => `The invitation of ${accountOf(telling)} to own ${packageOf(telling)} ${endOf(telling)}`,
    said: (telling) => `The invitation of ${accountOf(telling)} to own ${packageOf(telling)} ${endOf(telling)}`,
    many: (count) => `${countText(count, 'invitation')} to own your packages ended`,
    link: ownersLink,
  }),
  'owner-added': packageNotice({
    subject: (telling) => `${accountOf(telling)} owns ${packageOf(telling)} now`,
    said: (telling) => `${accountOf(telling)} is an owner of ${packageOf(telling)} now`,
    many: (count) => `Owners were added to ${countText(count, 'package')}`,
    link: ownersLink,
    after: IF_UNEXPECTED,
  }),
  'owner-removed': packageNotice({
    subject: (telling) => `${accountOf(telling)} no longer owns ${packageOf(telling)}`,
    said: (telling) => `${accountOf(telling)} is no longer an owner of ${packageOf(telling)}`,
    many: (count) => `Owners were removed from ${countText(count, 'package')}`,
    link: ownersLink,
    after: IF_UNEXPECTED,
  }),
  'you-no-longer-own': packageNotice({
    subject: (telling) => `${accountOf(telling)} no longer owns ${packageOf(telling)}`,
    said: (telling) =>
      `${accountOf(telling)} is no longer an owner of ${packageOf(telling)}. Keys of ${accountOf(telling)} can no longer publish or unlist its versions`,
    many: (count) => `${countText(count, 'package')} no longer belong to you`,
    item: packageOf,
    link: packagesLink,
  }),
} as const satisfies Record<string, MailTemplate>;

function invitationPage({ happening, data, links }: Telling): string {
  const [invitation, account] = [data.text('invitation'), happening.others['account']];
  return invitation === undefined || account === undefined
    ? links.to('packages')
    : links.ownerInvitation(happening.package ?? '', account.name, invitation);
}

function messageOf({ happening }: Telling): MailBlock[] {
  return happening.message === undefined ? [] : [quoteOf(happening.message)];
}

/** A person is addressed, an organization is named. */
function candidateOf(telling: Telling): string {
  return telling.reader.as === 'themselves' ? 'you' : accountOf(telling);
}

function endOf({ data }: Telling): string {
  return data.has('how', 'declined') ? 'was declined' : 'ran out';
}

const ofLocks = {
  'registration-locked': packageNotice({
    subject: (telling) => `${packageOf(telling)} was locked`,
    said: (telling) =>
      `An administrator of this gallery locked ${packageOf(telling)}: nobody can push to it. Its versions stay, and can be restored`,
    many: (count) => `${countText(count, 'package was', 'packages were')} locked`,
    item: packageOf,
    more: reason,
  }),
  'registration-unlocked': packageNotice({
    subject: (telling) => `${packageOf(telling)} is no longer locked`,
    said: (telling) => `${packageOf(telling)} can be pushed to again`,
    many: (count) => `${countText(count, 'package is', 'packages are')} no longer locked`,
    item: packageOf,
    more: reason,
  }),
} as const satisfies Record<string, MailTemplate>;

export const packageTemplates = { ...ofVersions, ...ofOwners, ...ofLocks };
