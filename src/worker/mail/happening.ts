/** An event with the names that things had at that moment: what a mail is written from, perhaps days later. */
import type { Instant } from '../../base/clock.ts';
import type { LogEvent } from '../../log/followers.ts';
import { subjectOf, wordsOf } from './event-words.ts';
import type { KnownNames } from './known-names.ts';

export interface Party {
  readonly name: string;
  readonly kind: 'person' | 'organization';
}

export interface Happening {
  readonly seq: number;
  readonly at: Instant;
  readonly by: {
    /** Absent where nobody here did it: the operator, or the gallery itself. */
    readonly name?: string;
    readonly forWhom?: string;
    /** `key`, `session`, `cli`, `system`. */
    readonly with: string;
    /** Of the API key that it was done with. */
    readonly keyName?: string;
  };
  /** The account that the event is about. */
  readonly account?: Party;
  /** Accounts that its data name, by the member's name. */
  readonly others: Readonly<Record<string, Party>>;
  readonly package?: string;
  readonly version?: string;
  readonly key?: { readonly name: string; readonly owner: Party; readonly isOwn: boolean };
  /** What somebody wrote to the reader. */
  readonly message?: string;
  /** The event's own data: they hold no secret and no address. */
  readonly data: unknown;
}

const ACCOUNT_MEMBERS = ['person', 'administrator', 'account', 'owner'] as const;

export async function happeningOf(names: KnownNames, event: LogEvent): Promise<Happening> {
  return {
    seq: event.seq,
    at: event.at,
    by: await authorOf(names, event),
    others: await othersOf(names, event),
    ...(await thingsOf(names, event)),
    ...(event.kind === 'owner_invited' ? await messageOf(names, event) : {}),
    data: event.data,
  };
}

async function authorOf(names: KnownNames, event: LogEvent): Promise<Happening['by']> {
  const [, how = event.credential, id = ''] = /^([a-z]+):(.*)$/.exec(event.credential) ?? [];
  const actor = event.actor === null ? undefined : await names.account(event.actor);
  const forWhom = event.onBehalfOf === null ? undefined : await names.account(event.onBehalfOf);
  const key = how === 'key' ? await names.key(id) : undefined;
  return {
    with: how,
    ...(actor === undefined ? {} : { name: actor.name }),
    ...(forWhom === undefined ? {} : { forWhom: forWhom.name }),
    ...(key === undefined ? {} : { keyName: key.name }),
  };
}

async function othersOf(names: KnownNames, { data }: LogEvent): Promise<Record<string, Party>> {
  const words = wordsOf(data);
  const others: Record<string, Party> = {};
  for (const member of ACCOUNT_MEMBERS) {
    const publicId = words.text(member);
    const account = publicId === undefined ? undefined : await names.accountOf(publicId);
    if (account !== undefined) others[member] = partyOf(account);
  }
  return others;
}

async function messageOf(names: KnownNames, { data }: LogEvent): Promise<Pick<Happening, 'message'>> {
  const invitation = wordsOf(data).text('invitation');
  const message = invitation === undefined ? '' : await names.message(invitation);
  return message === '' ? {} : { message };
}

async function thingsOf(
  names: KnownNames,
  event: LogEvent,
): Promise<Pick<Happening, 'account' | 'package' | 'version' | 'key'>> {
  const { kind, key, version } = subjectOf(event);
  switch (kind) {
    case 'account': {
      const account = await names.accountOf(key);
      return account === undefined ? {} : { account: partyOf(account) };
    }
    case 'key':
      return keyOf(names, key, wordsOf(event.data).text('name'));
    case 'package':
      return { package: (await names.package(key))?.displayId ?? key };
    case 'version':
      return {
        package: (await names.package(key))?.displayId ?? key,
        version: (await names.version(key, version ?? '')) ?? version ?? '',
      };
    default:
      return {};
  }
}

/** Under the name that the event gives: the key may have another one by now. */
async function keyOf(names: KnownNames, publicId: string, name: string | undefined): Promise<Pick<Happening, 'key'>> {
  const key = await names.key(publicId);
  const owner = key === undefined ? undefined : await names.account(key.ownerId);
  if (key === undefined || owner === undefined) return {};
  return { key: { name: name ?? key.name, owner: partyOf(owner), isOwn: key.personId === null } };
}

function partyOf({ name, kind }: Party): Party {
  return { name, kind };
}
