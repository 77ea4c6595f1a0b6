import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { insertApiKey, membershipRole, type AccountRow } from '../accounts.queries.ts';
import { generateApiKey, hashApiKey } from './api-key.ts';
import { authorship, type OperatorPrincipal } from '../principal.ts';
import { requireAccount } from '../require-account.ts';
import { API_KEY_SCOPES, isGlob, MAX_GLOBS, parseScope } from './scopes.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ApiKeyWish {
  /** The account whose packages the key reaches. */
  readonly owner: string;
  /** The person who acts; absent for the owner's own key. */
  readonly as?: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly packages: readonly string[];
  readonly days: number;
}

export const MAX_KEY_DAYS = 365;
const MAX_KEY_NAME_LENGTH = 200;

/** Makes a key and gives its text, which is stored nowhere and cannot be shown again. */
export async function createApiKey(deps: Deps, principal: OperatorPrincipal, wish: ApiKeyWish): Promise<Secret> {
  checkWish(wish);
  const key = generateApiKey(deps.random);
  const id = publicId(deps.random);
  const now = deps.clock.now();
  await deps.database.mutation(async (tx) => {
    // Asked here, so that a person who is removed meanwhile gets no key.
    const owner = await requireAccount({ read: tx }, wish.owner);
    const person = wish.as === undefined ? undefined : await requireActor(tx, owner, wish.as);
    await insertApiKey(tx, {
      public_id: id,
      owner_id: owner.id,
      person_id: person?.id ?? (owner.kind === 'person' ? owner.id : null),
      name: wish.name,
      hash_key: hashApiKey(key.reveal()),
      scopes: JSON.stringify(wish.scopes),
      packages: JSON.stringify(wish.packages),
      created_at: now,
      expires_at: now + wish.days * MICROSECONDS_PER_DAY,
      revoked_at: null,
      last_used_at: null,
    });
    await appendEvent(tx, {
      at: now,
      kind: 'key_created',
      ...authorship(principal),
      subject: `key:${id}`,
      data: {
        owner: owner.publicId,
        person: person?.publicId ?? null,
        name: wish.name,
        scopes: wish.scopes,
        packages: wish.packages,
        days: wish.days,
      },
    });
  });
  return key;
}

function checkWish(wish: ApiKeyWish): void {
  const faults: Fault[] = [];
  if (wish.name.trim() === '' || wish.name.length > MAX_KEY_NAME_LENGTH) {
    faults.push({ code: 'key_name', detail: `A key's name has 1 to ${MAX_KEY_NAME_LENGTH} characters.`, at: 'name' });
  }
  for (const scope of wish.scopes) {
    if (parseScope(scope) === undefined) {
      faults.push({
        code: 'key_scope',
        detail: `${scope} is no scope: there are ${API_KEY_SCOPES.join(', ')}.`,
        at: 'scopes',
      });
    }
  }
  if (wish.scopes.length === 0) faults.push({ code: 'key_scope', detail: 'A key needs a scope.', at: 'scopes' });
  if (wish.packages.length === 0 || wish.packages.length > MAX_GLOBS || !wish.packages.every(isGlob)) {
    faults.push({
      code: 'key_packages',
      detail: `Packages are 1 to ${MAX_GLOBS} ids or globs such as Acme.*.`,
      at: 'packages',
    });
  }
  if (!Number.isInteger(wish.days) || wish.days < 1 || wish.days > MAX_KEY_DAYS) {
    faults.push({ code: 'key_days', detail: `A key lasts 1 to ${MAX_KEY_DAYS} days.`, at: 'days' });
  }
  if (faults.length > 0) throw new Problem('bad_request', faults.map((fault) => fault.detail).join(' '), { faults });
}

async function requireActor(read: Tx, owner: AccountRow, name: string): Promise<AccountRow> {
  const person = await requireAccount({ read }, name);
  if (person.kind !== 'person') throw new Problem('bad_request', `${name} is an organization: a key acts as a person.`);
  if (
    person.id !== owner.id &&
    !(owner.kind === 'organization' && (await membershipRole({ read }, owner.id, person.id)) !== undefined)
  ) {
    throw new Problem('forbidden', `${name} is no member of ${owner.name}, so no key of theirs can act for it.`);
  }
  return person;
}
