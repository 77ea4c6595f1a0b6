/** Who an event's mails go to, as things are when the follower comes to it. */
import { mayOnAccount, mayOnPackage, type AccountAction, type PackageAction } from '../../accounts/permissions.ts';
import { tokenByPublicId } from '../../accounts/one-time-tokens.queries.ts';
import type { LogEvent } from '../../log/followers.ts';
import type { Database } from '../../storage/database.ts';
import { subjectOf, wordsOf } from './event-words.ts';
import type { KnownNames } from './known-names.ts';
import type { Notice, Readers } from './mail-plan.ts';
import { invitationByPublicId, type KnownAccount, type Role } from './mail-reads.queries.ts';
import type { Reader } from './reader.ts';

interface Found {
  readonly account: KnownAccount;
  readonly as: Reader['as'];
  readonly through?: string;
}

interface Deps {
  readonly database: Pick<Database, 'read'>;
  readonly names: KnownNames;
}

/** Each reader of a notice once, and none that has turned its topic off. */
export async function readersOf(deps: Deps, event: LogEvent, notice: Notice): Promise<Reader[]> {
  const readers = isOfAddress(notice.to)
    ? await addressReaders(deps, event, notice.to)
    : (await accountReaders(deps, event, notice.to)).filter(mayBeTold(event, notice)).map(readerOf);
  const seen = new Set<string>();
  return readers.filter(({ address }) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function mayBeTold({ actor }: LogEvent, { topic, sparesActor }: Notice): (found: Found) => boolean {
  return ({ account }) =>
    account.isReachable &&
    (topic === undefined || !account.muted.includes(topic)) &&
    (sparesActor !== true || account.id !== actor);
}

function readerOf({ account, as, through }: Found): Reader {
  const { id, address, name } = account;
  return { accountId: id, address, name, as, ...(through === undefined ? {} : { through }) };
}

type AddressReaders = 'asked address' | 'taken address' | 'address before' | 'last address' | 'invited';

function isOfAddress(readers: Readers): readers is AddressReaders {
  return readers === 'invited' || Object.hasOwn(tokenMembers, readers);
}

/** The member of the event's data that names the token which holds an address. */
const tokenMembers = {
  'asked address': 'confirmation',
  'taken address': 'confirmation',
  'address before': 'undo',
  'last address': 'farewell',
} as const;

/** Whoever can be reached at an address that is not, or not yet, or no longer, an account's own. */
async function addressReaders(deps: Deps, event: LogEvent, to: AddressReaders): Promise<Reader[]> {
  if (to === 'invited') return invitedReaders(deps, event);
  const publicId = wordsOf(event.data).text(tokenMembers[to]);
  const token = publicId === undefined ? undefined : await tokenByPublicId(deps.database, publicId);
  if (token === undefined) return [];
  const words = wordsOf(JSON.parse(token.data));
  if (words.has('isTaken', true) !== (to === 'taken address')) return [];
  const account = await deps.names.accountOf(subjectOf(event).key);
  const address =
    words.text('email') ?? words.text('address') ?? (to === 'asked address' ? account?.askedAddress : undefined);
  if (address === undefined) return [];
  // Whoever reads there is somebody else than the account that asked.
  if (to === 'taken address') return [{ accountId: null, address, as: 'address' }];
  const name = words.text('name') ?? account?.name;
  const as = account?.kind === 'organization' ? 'organization' : 'themselves';
  return [{ accountId: token.accountId, address, as, ...(name === undefined ? {} : { name }) }];
}

async function invitedReaders({ database, names }: Deps, event: LogEvent): Promise<Reader[]> {
  const publicId = wordsOf(event.data).text('invitation');
  const invitation = publicId === undefined ? undefined : await invitationByPublicId(database.read, publicId);
  if (invitation === undefined) return [];
  if (invitation.email !== null) return [{ accountId: null, address: invitation.email, as: 'address' }];
  const person = invitation.personId === null ? undefined : await names.account(invitation.personId);
  return person?.isReachable === true ? [readerOf({ account: person, as: 'themselves' })] : [];
}

async function accountReaders(
  { names }: Deps,
  event: LogEvent,
  to: Exclude<Readers, AddressReaders>,
): Promise<Found[]> {
  const subject = subjectOf(event);
  const words = wordsOf(event.data);
  const named = async (publicId: string | undefined) =>
    publicId === undefined ? undefined : names.accountOf(publicId);
  switch (to) {
    case 'account':
      return withMembers(names, await named(subject.key), 'themselves', rolesThat('manage the account'));
    case 'administrators': {
      const all = await withMembers(names, await named(subject.key), 'themselves', rolesThat('manage the account'));
      const person = await named(words.text('person'));
      // Whoever it is about has a mail of their own.
      return all.filter(({ account }) => account.id !== person?.id);
    }
    case 'person':
    case 'administrator':
      return withMembers(names, await named(words.text(to)), 'themselves', []);
    case 'candidate':
      return withMembers(
        names,
        await named(words.text('account')),
        'themselves',
        rolesThat('answer invitations to own packages'),
      );
    case 'key holders':
      return keyReaders(names, subject.key);
    case 'owners':
      return packageReaders(names, subject.key, 'publish new versions');
    default:
      return packageReaders(names, subject.key, 'manage owners');
  }
}

/** A person's own key is theirs, whoever it acts for; an organization's own is its administrators'. */
async function keyReaders(names: KnownNames, publicId: string): Promise<Found[]> {
  const key = await names.key(publicId);
  if (key === undefined) return [];
  const holder = await names.account(key.personId ?? key.ownerId);
  return withMembers(names, holder, 'themselves', rolesThat('manage keys of the account'));
}

async function packageReaders(names: KnownNames, idKey: string, action: PackageAction): Promise<Found[]> {
  const roles = ROLES.filter((role) => mayOnPackage(action, [role]));
  const readers: Found[] = [];
  for (const ownerId of (await names.package(idKey))?.ownerIds ?? []) {
    readers.push(...(await withMembers(names, await names.account(ownerId), 'owner', roles)));
  }
  return readers;
}

/** The account itself and, of an organization, its members with these roles. */
async function withMembers(
  names: KnownNames,
  account: KnownAccount | undefined,
  as: 'themselves' | 'owner',
  roles: readonly Role[],
): Promise<Found[]> {
  if (account === undefined) return [];
  if (account.kind === 'person') return [{ account, as }];
  const members = await names.members(account.id, roles);
  const through = account.name;
  return [
    { account, as: 'organization' },
    ...members.map((member) => ({ account: member, as: 'member', through }) as const),
  ];
}

const ROLES: readonly Role[] = ['administrator', 'collaborator'];

function rolesThat(action: AccountAction): Role[] {
  return ROLES.filter((role) => mayOnAccount(action, [role]));
}
