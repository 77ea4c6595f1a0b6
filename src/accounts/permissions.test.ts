/**
 * Walks every cell of the permission table: each action, tried by everybody that there is, does what the table says. It is
 * tried through the use cases themselves, and by visitors through the URLs that lead to them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { ownPackages } from '../../test/support/owned-packages.ts';
import { accountDeeds, packageDeeds, type Deed, type Walk } from '../../test/support/permission-deeds.ts';
import { permissionTables } from '../../test/support/permission-tables.ts';
import { siteVisitor } from '../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../test/support/test-app.ts';
import { Problem } from '../base/problem.ts';
import { insertMembership } from './accounts.queries.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { accountPermissions, packagePermissions, RELATIONS, type Relation } from './permissions.ts';
import { requireAccount } from './require-account.ts';
import { findSession } from './sessions/find-session.ts';

/** Who stands for a relation: to their own account, or to the organization acme. */
const people = {
  self: 'olga',
  administrator: 'ada',
  collaborator: 'cleo',
  gallery: 'boss',
  stranger: 'stan',
} as const satisfies Partial<Record<Relation, string>>;

async function populate(app: TestApp): Promise<void> {
  for (const name of [...Object.values(people), 'zoe', 'mia']) await app.person(name, name === people.gallery);
  await app.organization('acme', people.administrator);
  const organization = await requireAccount(app.database, 'acme');
  const cleo = await requireAccount(app.database, people.collaborator);
  const membership = { organizationId: organization.id, personId: cleo.id, role: 'collaborator' } as const;
  await app.database.mutation((tx) => insertMembership(tx, membership, 0));
  await ownPackages(app, ['Acme.Tool'], { owners: ['acme', 'zoe'] });
  await ownPackages(app, ['Olga.Tool'], { owners: ['olga', 'zoe'] });
}

/** Whose account somebody is that to: one's own, an organization's, and where it is nobody's in particular both. */
async function walksOf(app: TestApp, relation: keyof typeof people): Promise<Walk[]> {
  if (relation === 'self') return [await walkOf(app, relation, true)];
  const toOrganization = await walkOf(app, relation, false);
  const isMember = relation === 'administrator' || relation === 'collaborator';
  return isMember ? [toOrganization] : [toOrganization, await walkOf(app, relation, true)];
}

async function walkOf(app: TestApp, relation: keyof typeof people, isPerson: boolean): Promise<Walk> {
  const who = await findSession(app, await app.signIn(people[relation]));
  assert.ok(who !== undefined);
  const limiter = createRateLimiter(app, undefined);
  const account = isPerson ? people.self : 'acme';
  return { app: { ...app, limiter }, who, account, isPerson, id: isPerson ? 'Olga.Tool' : 'Acme.Tool' };
}

/** What became of it: `done`, or the code of the Problem. */
async function attempt(deed: Deed, walk: Walk): Promise<string> {
  try {
    await deed.run(walk);
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

const allDeeds = { ...accountDeeds, ...packageDeeds };
const allPermissions = { ...accountPermissions, ...packagePermissions };
type Action = keyof typeof allDeeds;

function deedsFor(action: Action, { isPerson }: Walk): readonly Deed[] {
  return allDeeds[action].filter(({ onlyFor }) => onlyFor === undefined || (onlyFor === 'people') === isPerson);
}

/** Where somebody without a session or a key would try it. */
const visitorRequests: Readonly<Record<Action, readonly [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string]>> = {
  'see the account': ['GET', '/organization/acme'],
  'manage the account': ['POST', '/organization/acme/ChangeEmail'],
  'manage members': ['POST', '/organization/acme/members/add'],
  'act with a personal key': ['POST', '/account/apikeys'],
  'manage keys of the account': ['POST', '/account/apikeys'],
  'revoke keys of the account': ['POST', '/account/apikeys/0123456789012345678901/revoke'],
  'answer invitations to own packages': ['POST', '/account/Packages/invitations'],
  'see the history': ['GET', '/organization/acme/history'],
  'lock and unlock': ['POST', '/Admin/People/acme'],
  'publish new ids for': ['PUT', '/api/v2/package'],
  'ask for reserved prefixes': ['POST', '/account/prefixes'],
  'see everything of the package': ['GET', '/packages/Acme.Tool/history'],
  'publish new versions': ['PUT', '/api/v2/package'],
  'unlist, relist and deprecate': ['DELETE', '/api/v2/package/Acme.Tool/1.0.0'],
  'manage owners': ['POST', '/packages/Acme.Tool/owners/add'],
};

/** The site leads a visitor to the sign-in, which is what `credentials_missing` is there; the feed answers 401. */
async function isAskedForCredentials(app: TestApp, action: Action): Promise<boolean> {
  const [method, where] = visitorRequests[action];
  if (where.startsWith('/api/')) return (await fetch(app.url + where, { method })).status === 401;
  const visitor = siteVisitor(app.url);
  const token = /name="token" value="([^"]+)"/.exec((await visitor.get('/signin')).html)?.[1] ?? '';
  const answer = method === 'GET' ? await visitor.get(where) : await visitor.post(where, { token });
  return answer.path.startsWith('/signin');
}

forEachDatabase((_, open) => {
  describe('the permission table', () => {
    const start = testApps(open);
    let app: TestApp;
    before(async () => {
      app = await start();
      await populate(app);
    });

    for (const action of Object.keys(allDeeds) as Action[]) {
      for (const relation of RELATIONS) {
        const isAllowed = allPermissions[action].includes(relation);
        it(`${isAllowed ? 'lets' : 'does not let'} ${relation} ${action}`, async () => {
          if (relation === 'visitor') {
            assert.equal(await isAskedForCredentials(app, action), !isAllowed);
            return;
          }
          for (const walk of await walksOf(app, relation)) {
            const deeds = deedsFor(action, walk);
            assert.ok(deeds.length > 0, 'nobody tries it');
            for (const deed of deeds) {
              const isDone = isAllowed && deed.isNever !== true;
              const expected = isDone ? 'done' : (deed.refusal ?? 'forbidden');
              assert.equal(await attempt(deed, walk), expected, `${deed.name}, ${walk.account}`);
            }
          }
        });
      }
    }
  });
});

describe('docs/operating/permissions.md', () => {
  it('prints the permission table', () => {
    const file = path.join(import.meta.dirname, '../../docs/operating/permissions.md');
    const text = readFileSync(file, 'utf8');
    for (const table of permissionTables()) assert.ok(text.includes(table), `${file} lacks:\n${table}`);
  });
});
