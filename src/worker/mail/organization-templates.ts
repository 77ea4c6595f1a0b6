/** Mails about organizations: who joins and leaves, and people who become one. */
import { authorOf, circumstances, inviterOf, type MailTemplate, type Telling } from './mail-template.ts';
import { countText, paragraph, words, type MailContent } from './mail-content.ts';

function organizationOf({ happening }: Telling): string {
  return words(happening.account?.name ?? 'an organization');
}

function organizationPage({ happening, links }: Telling): string {
  return links.organization(happening.account?.name ?? '');
}

function personOf({ happening }: Telling): string {
  const { person } = happening.others;
  return person === undefined ? 'somebody who was invited by address' : words(person.name);
}

const roleMeanings: Readonly<Record<string, string>> = {
  administrator: 'an administrator, who may do everything in its name, and decides who belongs to it',
  collaborator: 'a collaborator, who may publish and unlist packages in its name',
};

function roleOf(telling: Telling): string {
  return roleMeanings[telling.data.text('role') ?? ''] ?? 'a member';
}

/** The same with fewer words. */
function shortRoleOf(telling: Telling): string {
  const role = telling.data.text('role');
  return role === 'administrator' ? 'an administrator' : role === 'collaborator' ? 'a collaborator' : 'a member';
}

function membersLink(telling: Telling): MailContent['link'] {
  return {
    label: `Look at the members of ${organizationOf(telling)}`,
    url: organizationPage(telling),
  };
}

/** What an organization's administrators are told of its members; of many at once in one mail. */
function membersNotice(wish: {
  readonly subject: (telling: Telling) => string;
  readonly said: (telling: Telling) => string;
  readonly many: (count: number, organization: string) => string;
}): MailTemplate {
  return {
    one: (telling) => ({
      subject: wish.subject(telling),
      blocks: [paragraph(`${wish.said(telling)}.`), circumstances(telling)],
      link: membersLink(telling),
    }),
    many: {
      subject: (count, first) => wish.many(count, organizationOf(first)),
      line: (telling) => `${wish.said(telling)} (${authorOf(telling.happening)})`,
      link: membersLink,
    },
  };
}

const ofMembers = {
  'member-invited': membersNotice({
    subject: (telling) => `Somebody was invited to ${organizationOf(telling)}`,
    said: (telling) => `${personOf(telling)} may join ${organizationOf(telling)} as ${shortRoleOf(telling)}`,
    many: (count, organization) => `${countText(count, 'invitation')} to ${organization}`,
  }),
  'member-invitation-ended': membersNotice({
    subject: (telling) => `An invitation to ${organizationOf(telling)} ${endOf(telling)}`,
    said: (telling) => `The invitation of ${personOf(telling)} to ${organizationOf(telling)} ${endOf(telling)}`,
    many: (count, organization) => `${countText(count, 'invitation')} to ${organization} ended`,
  }),
  'member-joined': membersNotice({
    subject: (telling) => `${personOf(telling)} joined ${organizationOf(telling)}`,
    said: (telling) => `${personOf(telling)} belongs to ${organizationOf(telling)} now, as ${shortRoleOf(telling)}`,
    many: (count, organization) => `${countText(count, 'member')} joined ${organization}`,
  }),
  'member-role-changed': membersNotice({
    subject: (telling) => `${personOf(telling)} is ${shortRoleOf(telling)} of ${organizationOf(telling)} now`,
    said: (telling) => `${personOf(telling)} is ${shortRoleOf(telling)} of ${organizationOf(telling)} now`,
    many: (count, organization) => `${countText(count, 'role')} changed in ${organization}`,
  }),
  'member-left': membersNotice({
    subject: (telling) => `${personOf(telling)} no longer belongs to ${organizationOf(telling)}`,
    said: (telling) =>
      `${personOf(telling)} no longer belongs to ${organizationOf(telling)}, and their API keys no longer act for it`,
    many: (count, organization) => `${countText(count, 'member')} left ${organization}`,
  }),
} as const satisfies Record<string, MailTemplate>;

function endOf(telling: Telling): string {
  return telling.data.has('how', 'declined') ? 'was declined' : 'ran out';
}

const ofOneself = {
  'member-invitation': {
    one: (telling) => ({
      subject: `An invitation to the organization ${organizationOf(telling)}`,
      blocks: [
        paragraph(
          `${inviterOf(telling)} invites you to the organization ${organizationOf(telling)} on ${telling.gallery}, as ${roleOf(telling)}.`,
        ),
      ],
      link: invitationLink(telling),
      after: ['You can accept there, or decline. Until you do, nothing changes.'],
    }),
  },
  'member-invitation-cancelled': {
    one: (telling) => ({
      subject: `The invitation to ${organizationOf(telling)} was cancelled`,
      blocks: [
        paragraph(`The invitation to the organization ${organizationOf(telling)} holds no more.`),
        circumstances(telling),
      ],
      link: { label: 'Look at your organizations', url: telling.links.to('organizations') },
    }),
  },
  'you-joined': {
    one: (telling) => ({
      subject: `You belong to the organization ${organizationOf(telling)}`,
      blocks: [
        paragraph(`You belong to ${organizationOf(telling)} now, as ${roleOf(telling)}.`),
        circumstances(telling),
      ],
      link: { label: `Look at ${organizationOf(telling)}`, url: organizationPage(telling) },
      after: ['You can leave it at any time.'],
    }),
  },
  'your-role-changed': {
    one: (telling) => ({
      subject: `Your role in ${organizationOf(telling)} was changed`,
      blocks: [
        paragraph(`In ${organizationOf(telling)} you are ${roleOf(telling)} from now on.`),
        circumstances(telling),
      ],
      link: { label: `Look at ${organizationOf(telling)}`, url: organizationPage(telling) },
    }),
  },
  'you-left': {
    one: (telling) => ({
      subject: `You no longer belong to the organization ${organizationOf(telling)}`,
      blocks: [
        paragraph(
          `You no longer belong to ${organizationOf(telling)}. Your API keys that acted for it are revoked; those that act for you alone stay.`,
        ),
        circumstances(telling),
      ],
      link: { label: 'Look at your organizations', url: telling.links.to('organizations') },
    }),
  },
} as const satisfies Record<string, MailTemplate>;

function invitationLink(telling: Telling): MailContent['link'] {
  const publicId = telling.data.text('invitation');
  return publicId === undefined
    ? undefined
    : { label: 'See the invitation', url: telling.links.once('invitation', publicId) };
}

function transformationPage({ happening, data, links }: Telling): string {
  const id = data.text('transformation');
  return id === undefined ? links.to('organizations') : links.transformation(happening.account?.name ?? '', id);
}

function administratorOf({ happening }: Telling): string {
  const { administrator } = happening.others;
  return administrator === undefined ? 'another person' : words(administrator.name);
}

const transformations = {
  'transformation-asked': {
    one: (telling) => ({
      subject: `${organizationOf(telling)} wants to become an organization`,
      blocks: [
        paragraph(
          `${organizationOf(telling)} wants to become an organization, with you as its administrator. If you agree, nobody can sign in as ${organizationOf(telling)} any more, and you decide about its packages, members and keys. That cannot be undone.`,
        ),
        circumstances(telling),
      ],
      link: { label: 'Agree or decline', url: transformationPage(telling) },
      after: ['If you do not know what this is about, decline.'],
    }),
  },
  'transformation-started': {
    one: (telling) => ({
      subject: 'Your account is to become an organization',
      blocks: [
        paragraph(
          `${administratorOf(telling)} was asked to be the administrator of ${organizationOf(telling)}. Once ${administratorOf(telling)} agrees, the account is an organization and nobody can sign in with it. That cannot be undone.`,
        ),
        circumstances(telling),
        paragraph('If that is not what you want, cancel it.'),
      ],
      link: { label: 'Look at it, or cancel it', url: telling.links.to('transform') },
    }),
  },
  'transformation-ended': {
    one: (telling) => ({
      subject: `${organizationOf(telling)} does not become an organization`,
      blocks: [paragraph(transformationEnd(telling)), circumstances(telling)],
      link: { label: 'Open your account', url: telling.links.to('account') },
    }),
  },
  'account-transformed': {
    one: (telling) => ({
      subject: `${organizationOf(telling)} is an organization now`,
      blocks: [
        paragraph(
          `${organizationOf(telling)} has become an organization, with ${administratorOf(telling)} as its administrator. Nobody can sign in as ${organizationOf(telling)} any more; its packages are its own as before.`,
        ),
        circumstances(telling),
      ],
      link: { label: `Look at ${organizationOf(telling)}`, url: organizationPage(telling) },
    }),
  },
} as const satisfies Record<string, MailTemplate>;

function transformationEnd(telling: Telling): string {
  const [account, administrator] = [organizationOf(telling), administratorOf(telling)];
  if (telling.data.has('how', 'declined')) return `${administrator} declined, so ${account} stays a person's account.`;
  if (telling.data.has('how', 'cancelled')) return `${account} no longer wants to become an organization.`;
  return `${administrator} did not answer in time, so ${account} stays a person's account.`;
}

export const organizationTemplates = { ...ofMembers, ...ofOneself, ...transformations };
