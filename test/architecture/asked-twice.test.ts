/**
 * A change that changes nothing writes nothing: every use case that can be asked for what is so already, asked twice. That
 * those which write have their event is asked of each mutation in each test (`test/support/watch-mutations.ts`).
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setAdministrator } from '../../src/accounts/administration/set-administrator.ts';
import { removeSecondFactorsOf, signOutPerson } from '../../src/accounts/administration/sign-in-aid.ts';
import { insertMembership } from '../../src/accounts/accounts.queries.ts';
import { changeApiKey } from '../../src/accounts/keys/change-api-key.ts';
import { createApiKey } from '../../src/accounts/keys/create-api-key.ts';
import { revokeApiKey } from '../../src/accounts/keys/revoke-api-key.ts';
import { setLocked } from '../../src/accounts/lock-account.ts';
import { cancelInvitation } from '../../src/accounts/organizations/cancel-invitation.ts';
import { changeRole, removeMember } from '../../src/accounts/organizations/change-member.ts';
import { inviteMember } from '../../src/accounts/organizations/invite-member.ts';
import { askEmailChange, cancelEmailChange } from '../../src/accounts/people/change-email.ts';
import { muteMail } from '../../src/accounts/people/mute-mail.ts';
import type { SessionPrincipal } from '../../src/accounts/principal.ts';
import { renamePasskey, removeSecondFactor } from '../../src/accounts/second-factors/manage-second-factors.ts';
import { insertPasskey } from '../../src/accounts/second-factors/passkeys.queries.ts';
import { putAuthenticatorApp } from '../../src/accounts/second-factors/second-factors.queries.ts';
import { signOut, signOutEverywhere } from '../../src/accounts/sessions/end-sessions.ts';
import { changeSetting } from '../../src/accounts/settings/change-setting.ts';
import { Problem } from '../../src/base/problem.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { setListed } from '../../src/packages/listing.ts';
import { addOwner } from '../../src/packages/owners/add-owner.ts';
import { cancelOwnerInvitation } from '../../src/packages/owners/cancel-owner-invitation.ts';
import { inviteOwner } from '../../src/packages/owners/invite-owner.ts';
import { removeOwner } from '../../src/packages/owners/remove-owner.ts';
import { grantRequest, refuseRequest } from '../../src/packages/prefixes/decide-request.ts';
import { requestPrefix, withdrawRequest } from '../../src/packages/prefixes/request-prefix.ts';
import { releasePrefix, reservePrefix } from '../../src/packages/prefixes/reserve-prefix.ts';
import { changeReadme } from '../../src/packages/readme/change-readme.ts';
import { forEachDatabase } from '../support/databases.ts';
import { ownPackages, packageId } from '../support/owned-packages.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../support/people.ts';
import { watchMutations } from '../support/watch-mutations.ts';

interface Stage extends People {
  readonly root: SessionPrincipal;
  readonly olga: SessionPrincipal;
  /** The public ids of a key of olga's, of an invitation to acme, and of one to own the package. */
  readonly key: string;
  readonly invitation: string;
  readonly ownerInvitation: string;
  /** Those of a request for a prefix, and of a reserved one. */
  readonly request: string;
  readonly prefix: string;
}

const ID = packageId('Acme.Http');
const VERSION = parseVersion('1.0.0');
const PASSKEY = 'p'.repeat(22);
const REASON = 'It is my own name.';

const deeds: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  changeSetting: (on) => changeSetting(on, on.root, { name: 'key-days', value: '90' }, ORIGIN),
  'setLocked, locked': (on) => setLocked(on, on.root, { name: 'pavel', locked: true }, ORIGIN),
  setAdministrator: (on) => setAdministrator(on, on.root, { name: 'olga', isAdministrator: true }, ORIGIN),
  signOutPerson: (on) => signOutPerson(on, on.root, { name: 'pavel' }, ORIGIN),
  removeSecondFactorsOf: (on) => removeSecondFactorsOf(on, on.root, { name: 'olga' }, ORIGIN),
  renamePasskey: (on) => renamePasskey(on, on.olga, { passkey: PASSKEY, name: 'Laptop' }, ORIGIN),
  removeSecondFactor: (on) => removeSecondFactor(on, on.olga, { factor: 'app' }, ORIGIN),
  changeApiKey: (on) =>
    changeApiKey(on, on.olga, { publicId: on.key, name: 'other', scopes: ['push'], packages: ['Acme.*'] }, ORIGIN),
  revokeApiKey: (on) => revokeApiKey(on, on.olga, on.key, ORIGIN),
  changeRole: (on) => changeRole(on, on.olga, { organization: 'acme', member: 'pavel', role: 'administrator' }, ORIGIN),
  removeMember: (on) => removeMember(on, on.olga, { organization: 'acme', member: 'pavel' }, ORIGIN),
  muteMail: (on) => muteMail(on, on.olga, { account: 'olga', wanted: [] }, ORIGIN),
  cancelEmailChange: async (on) => cancelEmailChange(on, on.olga, { id: await on.accountId('olga') }, ORIGIN),
  signOut: (on) => signOut(on, on.olga, ORIGIN),
  signOutEverywhere: (on) => signOutEverywhere(on, on.olga, { keepsThis: false }, ORIGIN),
  setListed: (on) => {
    assert.ok(VERSION !== undefined);
    return setListed(on, on.olga, { id: ID, version: VERSION, listed: false }, ORIGIN);
  },
  changeReadme: (on) => {
    assert.ok(VERSION !== undefined);
    return changeReadme(on, on.olga, { id: ID, version: VERSION, text: 'Words', basedOn: null }, ORIGIN);
  },
  addOwner: (on) => addOwner(on, on.root, { id: ID, account: 'pavel' }, ORIGIN),
  inviteOwner: (on) => inviteOwner(on, on.olga, { id: ID, account: 'mina', message: '' }, ORIGIN),
  cancelOwnerInvitation: (on) => cancelOwnerInvitation(on, on.olga, { invitation: on.ownerInvitation }, ORIGIN),
  removeOwner: (on) => removeOwner(on, on.olga, { id: ID, account: 'acme' }, ORIGIN),
  requestPrefix: (on) => requestPrefix(on, on.olga, { account: 'olga', prefix: 'Olga.*', reason: REASON }, ORIGIN),
  withdrawRequest: (on) => withdrawRequest(on, on.olga, on.request, ORIGIN),
  grantRequest: (on) => grantRequest(on, on.root, { request: on.request, answer: '', isPublic: false }, ORIGIN),
  refuseRequest: (on) => refuseRequest(on, on.root, { request: on.request, answer: 'No.' }, ORIGIN),
  reservePrefix: (on) => reservePrefix(on, on.root, { prefix: 'Acme.*', owners: ['acme'], isPublic: false }, ORIGIN),
  'reservePrefix, of others': (on) =>
    reservePrefix(on, on.root, { prefix: 'Held.*', owners: [], isPublic: true }, ORIGIN),
  releasePrefix: (on) => releasePrefix(on, on.root, on.prefix, ORIGIN),
  cancelInvitation: (on) => cancelInvitation(on, on.olga, { organization: 'acme', invitation: on.invitation }, ORIGIN),
};

/** Something for every deed to change. */
async function set(people: People): Promise<Stage> {
  const { database } = people;
  const root = await people.person('root', true);
  const olga = await people.person('olga');
  for (const name of ['pavel', 'mina', 'boris']) await people.person(name);
  await people.organization('acme', 'olga');
  const [organizationId, personId] = [await people.accountId('acme'), await people.accountId('pavel')];
  await database.transaction((tx) => insertMembership(tx, { organizationId, personId, role: 'collaborator' }, 1));
  await ownPackages(people, [ID.display], { owners: ['olga', 'acme'] });
  const owner = { name: 'ci', owner: 'olga', scopes: ['push'], packages: ['*'] };
  await createApiKey(people, OPERATOR, owner);
  const { public_id: key } = await database.read.selectFrom('api_keys').select('public_id').executeTakeFirstOrThrow();
  await database.transaction(async (tx) => {
    await putAuthenticatorApp(tx, { accountId: olga.actorId, sealedSecret: 'x', lastStep: 1, at: 1 });
    await insertPasskey(tx, {
      public_id: PASSKEY,
      account_id: olga.actorId,
      credential_key: 'c',
      public_key: 'k',
      counter: 0,
      transports: '[]',
      name: 'Phone',
      created_at: 1,
      last_used_at: null,
    });
  });
  await inviteOwner(people, olga, { id: ID, account: 'boris', message: '' }, ORIGIN);
  const invited = await database.read.selectFrom('owner_invitations').select('public_id').executeTakeFirstOrThrow();
  const wish = { organization: 'acme', invitee: 'mina', role: 'collaborator' };
  const { publicId: invitation } = await inviteMember(people, olga, wish, ORIGIN);
  await askEmailChange(people, olga, { account: { id: olga.actorId }, email: 'new@elsewhere.example' }, ORIGIN);
  await requestPrefix(people, olga, { account: 'acme', prefix: 'Acme.*', reason: REASON }, ORIGIN);
  const asked = await database.read.selectFrom('prefix_requests').select('public_id').executeTakeFirstOrThrow();
  await reservePrefix(people, root, { prefix: 'Held.*', owners: ['olga'], isPublic: false }, ORIGIN);
  const held = await database.read.selectFrom('reserved_prefixes').select('public_id').executeTakeFirstOrThrow();
  const prefixes = { request: asked.public_id, prefix: held.public_id };
  return { ...people, root, olga, key, invitation, ownerInvitation: invited.public_id, ...prefixes };
}

forEachDatabase((_, open) => {
  for (const [name, deed] of Object.entries(deeds)) {
    it(`${name} is an event the first time, and nothing the second`, async () => {
      const people = await peopleOf(open);
      const written: string[] = [];
      const watched = watchMutations(people.database, ({ tables }) => written.push(...tables));
      const stage = await set({
        ...people,
        database: { ...people.database, mutation: (work) => watched.mutation(work) },
      });
      await people.newEvents();
      written.length = 0;
      await deed(stage);
      assert.ok((await people.newEvents()).length > 0, 'an event');
      assert.ok(written.includes('events'));
      written.length = 0;
      // What is gone may be said to be so; what matters is that nothing is written.
      await deed(stage).catch((error: unknown) => assert.ok(error instanceof Problem, String(error)));
      assert.deepEqual(written, []);
      assert.deepEqual(await people.newEvents(), []);
    });
  }
});
