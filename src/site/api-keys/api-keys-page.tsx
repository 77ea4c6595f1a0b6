import { createApiKey } from '../../accounts/keys/create-api-key.ts';
import {
  countKeys,
  keysOf,
  organizationsForKeys,
  type KeyOwner,
  type KeysOf,
} from '../../accounts/keys/key-lists.queries.ts';
import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { mayOnAccount } from '../../accounts/permissions.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { relationsTo } from '../../accounts/relation.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { settingInForce } from '../../accounts/settings/settings.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import type { Database } from '../../storage/database.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { Visit } from '../visit.ts';
import { CreateSection, emptyKey, type CreateForm } from './create-section.tsx';
import { KeyBox, type ShownKey } from './key-box.tsx';
import { KEYS_PER_PAGE, ManageSection, pagesOf, type KeyList } from './manage-section.tsx';
import { offeredPackages, requireOwnedPicks } from './offered-packages.ts';
import { daysOf, packagesOf, typedKey, type TypedKey } from './typed-key.ts';

export interface ApiKeysDeps extends SiteDeps {
  readonly database: Database;
  readonly limiter: RateLimiter;
}

/** `GET /account/apikeys`: keys that the viewer manages, or with `?owner=` all of an organization's. */
export function apiKeysPage(deps: ApiKeysDeps): HttpHandler {
  return page(deps, (visit) => showKeys(deps, visit));
}

/** `POST /account/apikeys`: makes a key, and its answer is the only page that ever shows it. */
export function createKeyForm(deps: ApiKeysDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const typed = typedKey(fields);
    if (fields.text('step') === 'find') return showKeys(deps, visit, { typed });
    const wish = {
      owner: typed.owner,
      ...(typed.isOrganizations && !isSame(typed.owner, viewer.name) ? {} : { as: viewer.name }),
      name: typed.name,
      scopes: typed.scopes,
      packages: packagesOf(typed),
      days: daysOf(typed),
      once: fields.text('token'),
    };
    return orShow(
      async () => {
        await deps.limiter.take('key', viewer.publicId);
        await requireOwnedPicks(deps.database, await requireAccount(deps.database, typed.owner), typed.picked);
        const text = (await createApiKey(deps, viewer, wish, originOf(visit.request))).reveal();
        return showKeys(deps, visit, { shown: { name: wish.name.trim(), text, isNew: true } });
      },
      (problem) => showKeys(deps, visit, { typed, problem }),
    );
  });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Shown {
  readonly typed?: TypedKey;
  readonly problem?: Problem;
  readonly shown?: ShownKey;
}

async function showKeys(deps: ApiKeysDeps, visit: Visit, { typed, problem, shown }: Shown = {}): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const organizations = await organizationsForKeys(deps.database, viewer.actorId);
  const list = await keyList(deps, visit, organizations);
  const create = await createForm(deps, viewer, organizations, { typed, problem });
  const isEmpty = list.counts.live + list.counts.ended === 0;
  return html(visit, {
    title: 'API keys',
    layout: 'wide',
    body: (
      <>
        <h1>API keys</h1>
        {shown !== undefined && <KeyBox shown={shown} />}
        <CreateSection visit={visit} form={create} isOpen={isEmpty || typed !== undefined} />
        <ManageSection visit={visit} list={list} />
      </>
    ),
  });
}

async function createForm(
  { database }: ApiKeysDeps,
  viewer: SessionPrincipal,
  organizations: readonly KeyOwner[],
  { typed, problem }: Pick<CreateForm, 'typed' | 'problem'>,
): Promise<CreateForm> {
  const self = { id: viewer.actorId, name: viewer.name, kind: 'person', role: null } as const;
  const owners = [self, ...organizations];
  const ids = owners.map(({ id }) => id);
  const offered = await offeredPackages(database, ids, typed ?? emptyKey(''));
  return { owners, offered, mostDays: await settingInForce(database, 'key-days'), typed, problem };
}

async function keyList({ database }: ApiKeysDeps, visit: Visit, organizations: readonly KeyOwner[]): Promise<KeyList> {
  const viewer = requireViewer(visit);
  const { query } = visit.request;
  const owner = query.get('owner') ?? '';
  const account = owner === '' ? undefined : await visibleOwner(database, viewer, owner);
  const whose: KeysOf = account === undefined ? { managedBy: viewer.actorId } : { ownedBy: account.id };
  const isLive = !query.has('ended');
  const counts = await countKeys(database, whose, visit.now);
  const wanted = Number(/^\d{1,6}$/.exec(query.get('page') ?? '')?.[0] ?? 1);
  const at = Math.min(Math.max(wanted, 1), pagesOf(isLive ? counts.live : counts.ended));
  const slice = { isLive, now: visit.now, offset: (at - 1) * KEYS_PER_PAGE, limit: KEYS_PER_PAGE };
  return {
    rows: await keysOf(database, whose, slice),
    counts,
    owner: account?.name,
    administered: organizations.filter(({ role }) => role === 'administrator').map(({ name }) => name),
    isLive,
    page: at,
  };
}

/** An account all of whose keys the viewer may see, because the viewer may end them. */
async function visibleOwner(database: Database, viewer: SessionPrincipal, name: string) {
  const account = await requireAccount(database, name);
  if (mayOnAccount('revoke keys of the account', await relationsTo(database, viewer, account.id))) return account;
  throw new Problem('not_found', `There are no keys of ${name} for you to see.`);
}
