/**
 * Every action of the permission table as things that somebody really does, through the use cases that surfaces call, each
 * of them as often as one likes. A deed resolves when it is done and throws the Problem when it is refused.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { insertMembership, membershipRole } from '../../src/accounts/accounts.queries.ts';
import { createApiKey } from '../../src/accounts/keys/create-api-key.ts';
import { apiKeyByHash } from '../../src/accounts/keys/keys.queries.ts';
import { hashApiKey } from '../../src/accounts/keys/api-key.ts';
import { revokeApiKey } from '../../src/accounts/keys/revoke-api-key.ts';
import type { RateLimiter } from '../../src/accounts/limits/rate-limiter.ts';
import { setLocked } from '../../src/accounts/lock-account.ts';
import { changeRole, removeMember } from '../../src/accounts/organizations/change-member.ts';
import { cancelInvitation } from '../../src/accounts/organizations/cancel-invitation.ts';
import { inviteMember } from '../../src/accounts/organizations/invite-member.ts';
import { viewOrganization } from '../../src/accounts/organizations/view-organization.ts';
import { readAccountHistory } from '../../src/accounts/history/read-history.ts';
import { askEmailChange } from '../../src/accounts/people/change-email.ts';
import { muteMail } from '../../src/accounts/people/mute-mail.ts';
import type { AccountAction, PackageAction } from '../../src/accounts/permissions.ts';
import type { SessionPrincipal } from '../../src/accounts/principal.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { systemClock } from '../../src/base/clock.ts';
import { publicId } from '../../src/base/ids.ts';
import { Problem, type ProblemCode } from '../../src/base/problem.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { viewDeletion } from '../../src/packages/deletion/view-deletion.ts';
import { packageHistory } from '../../src/packages/history/package-history.ts';
import { createInspector } from '../../src/packages/inspection.ts';
import { setListed } from '../../src/packages/listing.ts';
import { addOwner } from '../../src/packages/owners/add-owner.ts';
import { answerOwnerInvitations } from '../../src/packages/owners/answer-owner-invitation.ts';
import { inviteOwner } from '../../src/packages/owners/invite-owner.ts';
import { ownAccounts, packagesOf } from '../../src/packages/owners/own-accounts.ts';
import { ownersInView } from '../../src/packages/owners/owners-in-view.ts';
import { insertInvitation } from '../../src/packages/owners/owners.queries.ts';
import { removeOwner } from '../../src/packages/owners/remove-owner.ts';
import { insertRequest, requestsFor } from '../../src/packages/prefixes/prefix-requests.queries.ts';
import { changeReadme } from '../../src/packages/readme/change-readme.ts';
import { currentOverlay } from '../../src/packages/readme/readme-overlays.queries.ts';
import { requestPrefix, withdrawRequest } from '../../src/packages/prefixes/request-prefix.ts';
import { cancelUpload } from '../../src/packages/uploads/cancel-upload.ts';
import { publishUpload } from '../../src/packages/uploads/publish-upload.ts';
import { stageUpload } from '../../src/packages/uploads/stage-upload.ts';
import { ownPackages, packageId } from './owned-packages.ts';
import { buildPackage } from './package-builder.ts';
import type { TestApp } from './test-app.ts';

export interface Walk {
  readonly app: TestApp & { readonly limiter: RateLimiter };
  readonly who: SessionPrincipal;
  /** The account in question: the person's own, or an organization. */
  readonly account: string;
  readonly isPerson: boolean;
  /** A package that the account owns, with version 1.0.0. */
  readonly id: string;
}

export interface Deed {
  readonly name: string;
  readonly run: (walk: Walk) => Promise<unknown>;
  /** Makes no sense for a person's own account, or for an organization. */
  readonly onlyFor?: 'people' | 'organizations';
  /** What refuses it, where that is not `forbidden`: what somebody may not see is not there. */
  readonly refusal?: ProblemCode;
  /** Whoever tries it: it cannot be. */
  readonly isNever?: true;
}

const ORIGIN = { address: '192.0.2.7', userAgent: 'tests' } as const;
const OPERATOR = { kind: 'operator' } as const;
const KEY = { scopes: ['push', 'unlist'], packages: ['*'], days: 1 };

let used = 0;
/** A text that was not used before. */
function next(prefix: string): string {
  used += 1;
  return `${prefix}${used}`;
}

/** Pushes a version with a key that the person makes for it, and throws what the gallery answers. */
async function push({ app, who }: Walk, owner: string, version: { id: string; version: string }): Promise<void> {
  const key = await createApiKey(app, who, { ...KEY, name: next('key '), owner, as: who.name }, ORIGIN);
  const answer = await app.push(key.reveal(), buildPackage(version));
  if (answer.status === 201) return;
  assert.equal(answer.status, 403);
  throw new Problem('forbidden', answer.statusText);
}

/** Its thread does not keep the process. */
const inspector = createInspector({ clock: systemClock });

async function publishByPage({ app, who, account }: Walk, version: { id: string; version: string }): Promise<void> {
  const bytes = Buffer.from(buildPackage(version));
  const sha512Hex = createHash('sha512').update(bytes).digest('hex');
  const file = { temporaryPath: app.blobs.temporaryFile(), sha512Hex, sizeBytes: bytes.length, fileName: '' };
  await writeFile(file.temporaryPath, bytes);
  const staged = await stageUpload({ ...app, inspector }, who, file);
  assert.ok(staged.kind === 'waiting');
  const { publicId: upload } = staged;
  try {
    await publishUpload(app, who, { publicId: upload, owner: account, listed: true }, ORIGIN);
  } finally {
    await cancelUpload(app, who, upload);
  }
}

/** An own key of an account that the operator has made. */
async function operatorsKey({ app, account }: Walk): Promise<string> {
  const text = await createApiKey(app, OPERATOR, { ...KEY, name: next('key '), owner: account });
  return (await apiKeyByHash(app.database, hashApiKey(text.reveal())))?.publicId ?? '';
}

async function ownerInvitationOf({ app, account }: Walk): Promise<string> {
  const id = next('Offered.');
  await ownPackages(app, [id], { owners: ['zoe'], versions: [] });
  const invitation = publicId(app.random);
  const { id: accountId } = await requireAccount(app.database, account);
  const { id: inviter } = await requireAccount(app.database, 'zoe');
  await app.database.mutation(async (tx) => {
    const { id: registrationId } = await tx
      .selectFrom('registrations')
      .select('id')
      .where('id_key', '=', id.toLowerCase())
      .executeTakeFirstOrThrow();
    const [createdAt, expiresAt] = [app.clock.now(), app.clock.now() + 1_000_000];
    await insertInvitation(tx, {
      publicId: invitation,
      registrationId,
      accountId,
      invitedBy: inviter,
      message: '',
      createdAt,
      expiresAt,
    });
  });
  return invitation;
}

/** Sees to it that somebody is a member, as a collaborator. */
async function joined({ app, account }: Walk, name: string): Promise<void> {
  const [organization, person] = [
    await requireAccount(app.database, account),
    await requireAccount(app.database, name),
  ];
  if ((await membershipRole(app.database, organization.id, person.id)) !== undefined) return;
  const membership = { organizationId: organization.id, personId: person.id, role: 'collaborator' } as const;
  await app.database.mutation((tx) => insertMembership(tx, membership, app.clock.now()));
}

const hidden = 'not_found';

export const accountDeeds: Readonly<Record<AccountAction, readonly Deed[]>> = {
  'see the account': [
    {
      name: 'look at its packages',
      run: async ({ app, who, account }) =>
        packagesOf(app.database, who, await ownAccounts(app.database, who), account),
    },
    {
      name: 'look at its members',
      onlyFor: 'organizations',
      run: ({ app, who, account }) => viewOrganization(app, who, account),
    },
  ],
  'manage the account': [
    { name: 'choose its mail', run: ({ app, who, account }) => muteMail(app, who, { account, wanted: [] }, ORIGIN) },
    {
      name: 'change its address',
      run: async ({ app, who, account }) => {
        const { id } = await requireAccount(app.database, account);
        return askEmailChange(app, who, { account: { id }, email: `${next('a')}@elsewhere.example` }, ORIGIN);
      },
    },
    { name: 'ask for its deletion', run: ({ app, who, account }) => viewDeletion(app, who, account) },
  ],
  'manage members': [
    {
      name: 'invite',
      // A person has no members.
      isNever: true,
      refusal: hidden,
      onlyFor: 'people',
      run: ({ app, who, account }) =>
        inviteMember(app, who, { organization: account, invitee: 'zoe', role: 'collaborator' }, ORIGIN),
    },
    {
      name: 'invite, and cancel it',
      onlyFor: 'organizations',
      async run({ app, who, account: organization }) {
        const invitee = `${next('a')}@elsewhere.example`;
        const { publicId: invitation } = await inviteMember(
          app,
          who,
          { organization, invitee, role: 'collaborator' },
          ORIGIN,
        );
        await cancelInvitation(app, who, { organization, invitation }, ORIGIN);
      },
    },
    {
      name: 'change a role',
      onlyFor: 'organizations',
      async run(walk) {
        await joined(walk, 'mia');
        const wish = { organization: walk.account, member: 'mia' };
        for (const role of ['administrator', 'collaborator']) {
          await changeRole(walk.app, walk.who, { ...wish, role }, ORIGIN);
        }
      },
    },
    {
      name: 'remove somebody',
      onlyFor: 'organizations',
      async run(walk) {
        await joined(walk, 'zoe');
        await removeMember(walk.app, walk.who, { organization: walk.account, member: 'zoe' }, ORIGIN);
      },
    },
  ],
  'act with a personal key': [
    {
      name: 'make a key of one’s own for it',
      run: ({ app, who, account: owner }) =>
        createApiKey(app, who, { ...KEY, name: next('key '), owner, as: who.name }, ORIGIN),
    },
  ],
  'manage keys of the account': [
    {
      name: 'make an own key of it',
      run: ({ app, who, account: owner }) => createApiKey(app, who, { ...KEY, name: next('key '), owner }, ORIGIN),
    },
  ],
  'revoke keys of the account': [
    {
      name: 'revoke an own key of it',
      refusal: hidden,
      run: async (walk) => revokeApiKey(walk.app, walk.who, await operatorsKey(walk), ORIGIN),
    },
  ],
  'answer invitations to own packages': [
    {
      name: 'accept one',
      async run(walk) {
        const invitations = [await ownerInvitationOf(walk)];
        await answerOwnerInvitations(walk.app, walk.who, { invitations, answer: 'accept' }, ORIGIN);
      },
    },
    {
      name: 'decline one',
      async run(walk) {
        const invitations = [await ownerInvitationOf(walk)];
        await answerOwnerInvitations(walk.app, walk.who, { invitations, answer: 'decline' }, ORIGIN);
      },
    },
  ],
  'see the history': [
    { name: 'read it', run: ({ app, who, account }) => readAccountHistory(app, who, { name: account }) },
  ],
  'lock and unlock': [
    {
      name: 'lock and unlock it',
      async run({ app, who, account: name }) {
        await setLocked(app, who, { name, locked: true }, ORIGIN);
        await setLocked(app, who, { name, locked: false }, ORIGIN);
      },
    },
  ],
  'publish new ids for': [
    {
      name: 'push a new id',
      run: (walk) => push(walk, walk.account, { id: next('New.'), version: '1.0.0' }),
    },
    { name: 'publish a new id by page', run: (walk) => publishByPage(walk, { id: next('New.'), version: '1.0.0' }) },
  ],
  'ask for reserved prefixes': [
    {
      name: 'ask for one, and take it back',
      async run({ app, who, account }) {
        const wish = { account, prefix: `${next('Asked')}.*`, reason: 'All of our packages begin so.' };
        await requestPrefix(app, who, wish, ORIGIN);
        const { id } = await requireAccount(app.database, account);
        const [request] = await requestsFor(app.database, [id], 1);
        await withdrawRequest(app, who, request?.publicId ?? '', ORIGIN);
      },
    },
    {
      name: 'take back what another asked for',
      async run({ app, who, account }) {
        const { id } = await requireAccount(app.database, account);
        const request = publicId(app.random);
        const row = { publicId: request, accountId: id, askedBy: id, prefix: 'Else.*', key: 'else.*', reason: '' };
        await app.database.transaction((tx) => insertRequest(tx, { ...row, createdAt: 0 }));
        await withdrawRequest(app, who, request, ORIGIN);
      },
    },
  ],
};

/** The key under which somebody tries what only owners may: the account's, where they can make one, else their own. */
function keyOwner({ who, account }: Walk, isMember: boolean): string {
  return isMember ? account : who.name;
}

export const packageDeeds: Readonly<Record<PackageAction, readonly Deed[]>> = {
  'see everything of the package': [
    { name: 'see who owns and is invited', run: ({ app, who, id }) => ownersInView(app, who, packageId(id)) },
    { name: 'read its history', run: ({ app, who, id }) => packageHistory(app.database, who, packageId(id)) },
  ],
  'publish new versions': [
    {
      name: 'push a version',
      async run(walk) {
        const { app, who, account, id } = walk;
        const own = await ownAccounts(app.database, who);
        const isMember = own.some(({ name }) => name === account);
        await push(walk, keyOwner(walk, isMember), { id, version: next('2.0.') });
      },
    },
    {
      name: 'publish a version by page',
      run: (walk) => publishByPage(walk, { id: walk.id, version: next('3.0.') }),
    },
  ],
  'unlist, relist and deprecate': [
    {
      name: 'unlist and relist',
      async run({ app, who, id }) {
        const version = parseVersion('1.0.0');
        assert.ok(version !== undefined);
        const change = { id: packageId(id), version };
        await setListed(app, who, { ...change, listed: false }, ORIGIN);
        await setListed(app, who, { ...change, listed: true }, ORIGIN);
      },
    },
    {
      name: 'change a readme',
      async run({ app, who, id }) {
        const version = parseVersion('1.0.0');
        assert.ok(version !== undefined);
        const row = await app.database.read
          .selectFrom('versions')
          .select('id')
          .where('display_id', '=', id)
          .where('version_key', '=', '1.0.0')
          .executeTakeFirstOrThrow();
        const basedOn = (await currentOverlay(app.database, row.id))?.publicId ?? null;
        await changeReadme(app, who, { id: packageId(id), version, text: next('Words '), basedOn }, ORIGIN);
      },
    },
  ],
  'manage owners': [
    {
      name: 'invite an owner',
      async run({ app, who, id }) {
        await app.database.mutation((tx) => tx.deleteFrom('owner_invitations').execute());
        await inviteOwner(app, who, { id: packageId(id), account: 'mia', message: '' }, ORIGIN);
      },
    },
    {
      name: 'remove an owner',
      async run({ app, who, id }) {
        await addOwner(app, OPERATOR, { id: packageId(id), account: 'zoe' });
        await removeOwner(app, who, { id: packageId(id), account: 'zoe' }, ORIGIN);
      },
    },
  ],
};
