/** Mails about somebody's own account: its address, its password, its sign-ins, its end. */
import { circumstances, inviterOf, type MailTemplate, type Telling } from './mail-template.ts';
import { paragraph, quoted, words, type MailContent } from './mail-content.ts';

/** Whoever has the account already is in danger of losing it, and is told what to do first. */
const IF_NOT_YOU =
  'If it was not you, somebody else can use your account: set a new password at once, end the sessions that you do not know, and look at what was changed.';

function nameOf({ happening, reader }: Telling): string {
  return words(happening.account?.name ?? reader.name ?? '');
}

function isOrganization({ happening }: Telling): boolean {
  return happening.account?.kind === 'organization';
}

/** A link that belongs to a token; where the event has none, there is none. */
function tokenLink(
  telling: Telling,
  member: string,
  link: { readonly label: string; readonly page: Parameters<Telling['links']['once']>[0] },
): MailContent['link'] {
  const publicId = telling.data.text(member);
  return publicId === undefined ? undefined : { label: link.label, url: telling.links.once(link.page, publicId) };
}

/** What something changed that lets somebody in: what happened, when and from where, and what to do if it was not you. */
function securityNotice(wish: {
  readonly subject: string | ((telling: Telling) => string);
  readonly said: (telling: Telling) => string;
  readonly page: 'security' | 'sessions' | 'forgotPassword' | 'history';
  readonly label: string;
  readonly advice?: string;
}): MailTemplate {
  return {
    one: (telling) => ({
      subject: typeof wish.subject === 'string' ? wish.subject : wish.subject(telling),
      blocks: [
        paragraph(wish.said(telling)),
        circumstances(telling),
        paragraph(wish.advice ?? `If it was you, nothing needs to be done. ${IF_NOT_YOU}`),
      ],
      link: { label: wish.label, url: telling.links.to(wish.page) },
    }),
  };
}

const SECURITY = { page: 'security', label: 'Look at the security of your account' } as const;

/** Names as a person would say them of what the log calls by a word. */
const factorNames: Readonly<Record<string, string>> = {
  passkey: 'a passkey',
  app: 'an authenticator app',
  'recovery-codes': 'a set of recovery codes',
};

function factorOf({ data }: Telling): string {
  const factor = factorNames[data.text('factor') ?? ''] ?? 'a second factor';
  const name = data.text('name');
  return name === undefined || name === '' ? factor : `${factor} named ${quoted(name)}`;
}

const confirming = {
  'confirm-address': {
    one: (telling) => ({
      subject: isOrganization(telling)
        ? `Confirm the email address of ${nameOf(telling)}`
        : 'Confirm your email address',
      blocks: [
        paragraph(
          `${isOrganization(telling) ? 'The organization' : 'The account'} ${nameOf(telling)} names this address as its own. Nothing can be published or shared with it before the address is confirmed.`,
        ),
      ],
      link: tokenLink(telling, 'confirmation', { label: 'Confirm this address', page: 'confirm' }),
      after: [
        'The link holds for seven days and works once. If you do not know of this account, do nothing: it gets no further than this.',
      ],
    }),
  },
  'confirm-new-address': {
    one: (telling) => ({
      subject: `Confirm the new email address of ${nameOf(telling)}`,
      blocks: [
        paragraph(
          `${nameOf(telling)} wants this address in the place of another one. Until it is confirmed, mail goes to the other one.`,
        ),
      ],
      link: tokenLink(telling, 'confirmation', { label: 'Confirm this address', page: 'confirm' }),
      after: ['The link holds for seven days and works once. If you do not know of this account, do nothing.'],
    }),
  },
  'address-changed': {
    one: (telling) => ({
      subject: `The email address of ${nameOf(telling)} was changed`,
      blocks: [
        paragraph(`Mail for ${nameOf(telling)} goes to another address from now on, and no longer to this one.`),
        circumstances(telling),
        paragraph('If that is as it should be, nothing needs to be done. If not, the change can be undone.'),
      ],
      link: tokenLink(telling, 'undo', { label: 'Undo the change', page: 'undoEmailChange' }),
      after: ['The link holds for seven days and works once.'],
    }),
  },
  'address-restored': securityNotice({
    subject: 'Your email address is the one before again',
    said: (telling) => `The change of the email address of ${nameOf(telling)} was undone, and mail comes here again.`,
    page: 'forgotPassword',
    label: 'Set a new password',
    advice:
      'Whoever changed it may have had the account. What lets a person in no longer does: sessions have ended, the password is void, and second factors and single sign-ons that were added lately are gone. Set a new password, and look at the API keys.',
  }),
} as const satisfies Record<string, MailTemplate>;

const passwords = {
  'reset-password': {
    one: (telling) => ({
      subject: 'Set a new password',
      blocks: [paragraph(`Somebody asked for a new password of ${nameOf(telling)}.`), circumstances(telling)],
      link: tokenLink(telling, 'reset', { label: 'Set a new password', page: 'resetPassword' }),
      after: [
        'The link holds for an hour and works once. If you did not ask for it, do nothing: your password stays as it is.',
      ],
    }),
  },
  'password-changed': securityNotice({
    subject: 'Your password was changed',
    said: (telling) => `The password of ${nameOf(telling)} is another one now.`,
    page: 'forgotPassword',
    label: 'Ask for a new password',
  }),
  'new-sign-in': securityNotice({
    subject: 'A sign-in from a device that is new',
    said: (telling) => `Somebody signed in as ${nameOf(telling)} from a device that was not used before.`,
    page: 'sessions',
    label: 'Look at your sessions',
  }),
  'sign-in-refused': securityNotice({
    subject: 'Wrong passwords for your account',
    said: (telling) =>
      `Somebody tried many wrong passwords for ${nameOf(telling)}, and is not let any further for now. Your own devices are not affected.`,
    ...SECURITY,
    advice:
      'Nothing needs to be done: nobody got in. A passkey or an authenticator app protects the account even from somebody who knows the password.',
  }),
  'address-in-use': {
    one: (telling) => ({
      subject: 'You have an account already',
      blocks: [
        paragraph(
          `Somebody, perhaps you, wants to use this address for the account ${nameOf(telling)}. An address belongs to one account, and this one belongs to an account of this gallery already.`,
        ),
        paragraph(
          `If it was you, sign in with the account that you have, or ask for a new password. If not, nothing needs to be done: ${nameOf(telling)} cannot confirm this address.`,
        ),
      ],
      link: { label: 'Sign in', url: telling.links.to('signIn') },
    }),
  },
} as const satisfies Record<string, MailTemplate>;

const factors = {
  'second-factor-added': securityNotice({
    subject: 'A second factor was added to your account',
    said: (telling) => `${nameOf(telling)} has ${factorOf(telling)} now.`,
    ...SECURITY,
  }),
  'second-factor-removed': securityNotice({
    subject: 'A second factor was removed from your account',
    said: (telling) => `${nameOf(telling)} no longer has ${factorOf(telling)}.`,
    ...SECURITY,
  }),
  'second-factor-refused': securityNotice({
    subject: 'Somebody knows your password',
    said: (telling) =>
      `Somebody signed in as ${nameOf(telling)} with the right password, and then gave many wrong codes. They got no further.`,
    page: 'forgotPassword',
    label: 'Ask for a new password',
    advice: 'If it was you, nothing needs to be done. If not, somebody else knows your password: set another one now.',
  }),
  'passkey-refused': securityNotice({
    subject: 'A passkey of yours was not accepted',
    said: (telling) =>
      `The passkey ${quoted(telling.data.text('name') ?? '')} of ${nameOf(telling)} counted backwards, as a copy of it would. Nobody was let in with it.`,
    ...SECURITY,
    advice: 'Remove this passkey and add another one: somebody may have a copy of it.',
  }),
  'recovery-code-used': securityNotice({
    subject: 'A recovery code was used',
    said: (telling) => `Somebody signed in as ${nameOf(telling)} with a recovery code. ${leftText(telling)}`,
    ...SECURITY,
  }),
  'identity-linked': securityNotice({
    subject: 'A sign-in was linked to your account',
    said: (telling) => `${identityOf(telling)} can sign in as ${nameOf(telling)} from now on.`,
    ...SECURITY,
  }),
  'identity-unlinked': securityNotice({
    subject: 'A sign-in was unlinked from your account',
    said: (telling) => `${identityOf(telling)} can no longer sign in as ${nameOf(telling)}.`,
    ...SECURITY,
  }),
} as const satisfies Record<string, MailTemplate>;

function leftText({ data }: Telling): string {
  const left = data.number('left');
  if (left === undefined) return '';
  return left === 0 ? 'None is left: make new ones.' : `${left} ${left === 1 ? 'is' : 'are'} left.`;
}

function identityOf({ data }: Telling): string {
  const label = data.text('label') ?? '';
  const issuer = data.text('issuer') ?? '';
  return `${label === '' ? 'Somebody' : quoted(label)} of ${issuer === '' ? 'a single sign-on' : quoted(issuer)}`;
}

const standing = {
  'account-locked': {
    one: (telling) => ({
      subject: isOrganization(telling) ? `${nameOf(telling)} was locked` : 'Your account was locked',
      blocks: [
        paragraph(
          `An administrator of this gallery locked ${nameOf(telling)}. Nobody can sign in or publish with it, and its API keys do not work. Its packages stay, and can be restored.`,
        ),
        circumstances(telling),
      ],
      link: undefined,
      after: ['The administrators of this gallery can say why.'],
    }),
  },
  'account-unlocked': {
    one: (telling) => ({
      subject: isOrganization(telling) ? `${nameOf(telling)} is no longer locked` : 'Your account is no longer locked',
      blocks: [
        paragraph(`An administrator of this gallery unlocked ${nameOf(telling)}: all is as it was before.`),
        circumstances(telling),
      ],
      link: { label: 'Open the gallery', url: telling.links.to('home') },
    }),
  },
  'administrator-added': {
    one: (telling) => ({
      subject: 'You administer this gallery',
      blocks: [
        paragraph(`${nameOf(telling)} is an administrator of ${telling.gallery} from now on.`),
        circumstances(telling),
      ],
      link: { label: 'Open the gallery', url: telling.links.to('home') },
    }),
  },
  'administrator-removed': {
    one: (telling) => ({
      subject: 'You no longer administer this gallery',
      blocks: [
        paragraph(`${nameOf(telling)} is no longer an administrator of ${telling.gallery}.`),
        circumstances(telling),
      ],
      link: { label: 'Open the gallery', url: telling.links.to('home') },
    }),
  },
  'account-deleted': {
    one: (telling) => ({
      subject: isOrganization(telling) ? `${nameOf(telling)} was deleted` : 'Your account was deleted',
      blocks: [
        paragraph(
          `${nameOf(telling)} was deleted, with its address, its keys and all that let somebody sign in. That cannot be undone. Packages stay, and can be restored; the name is given to nobody else.`,
        ),
        circumstances(telling),
      ],
      link: undefined,
      after: ['This is the last mail to this address.'],
    }),
  },
} as const satisfies Record<string, MailTemplate>;

const invitations = {
  'gallery-invitation': {
    one: (telling) => ({
      subject: `An invitation to ${telling.gallery}`,
      blocks: [
        paragraph(
          `${inviterOf(telling)} invites you to create an account on ${telling.gallery}, a gallery of packages for .NET.`,
        ),
      ],
      link: signUpLink(telling),
      after: ['The link holds for two weeks and works once. If you do not want an account, do nothing.'],
    }),
  },
} as const satisfies Record<string, MailTemplate>;

function signUpLink({ data, links }: Telling): MailContent['link'] {
  const publicId = data.text('invitation');
  return publicId === undefined ? undefined : { label: 'Create an account', url: links.signUp(publicId) };
}

export const accountTemplates = { ...confirming, ...passwords, ...factors, ...standing, ...invitations };
