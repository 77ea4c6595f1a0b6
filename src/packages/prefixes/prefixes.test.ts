import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { deleteAccount } from '../deletion/delete-account.ts';
import { addOwner } from '../owners/add-owner.ts';
import { removeOwner } from '../owners/remove-owner.ts';
import { grantRequest, previewGrant, refuseRequest } from './decide-request.ts';
import { requestsFor } from './prefix-requests.queries.ts';
import { prefixesInOrder } from './prefixes.queries.ts';
import { requireNewIdFree } from './require-new-id-free.ts';
import { MAX_OPEN_PREFIX_REQUESTS, requestPrefix, withdrawRequest } from './request-prefix.ts';
import { previewRelease, previewReservation, releasePrefix, reservePrefix } from './reserve-prefix.ts';

async function refusal(work: Promise<unknown>): Promise<{ code: string; detail: string; at: string | undefined }> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(problem instanceof Problem, `expected a Problem, not ${String(problem)}`);
  return { code: problem.code, detail: problem.message, at: problem.faults[0]?.at };
}

async function marked({ database }: People): Promise<string[]> {
  const rows = database.read.selectFrom('registrations').select('display_id').where('is_verified', '=', 1);
  return (await rows.orderBy('id_key').execute()).map((row) => row.display_id);
}

async function revisionsOf({ database }: People): Promise<Map<string, number>> {
  const rows = await database.read.selectFrom('registrations').select(['display_id', 'revision']).execute();
  return new Map(rows.map((row) => [row.display_id, row.revision]));
}

forEachDatabase((_, open) => {
  /** olga administers acme, root the gallery; pavel is somebody else. */
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    await people.newEvents();
    const reserve = (prefix: string, owners: string[], isPublic = false) =>
      reservePrefix(people, root, { prefix, owners, isPublic }, ORIGIN);
    const prefixes = async () =>
      (await prefixesInOrder(people.database, '', undefined, 200)).map(
        ({ prefix, isExact, isPublic, owners }) =>
          `${prefix}${isExact ? '' : '*'}${isPublic ? ' public' : ''} ${owners.map(({ name }) => name).join()}`,
      );
    const publicIdOf = async (key: string) => {
      const rows = people.database.read.selectFrom('reserved_prefixes').select('public_id');
      return (await rows.where('prefix_key', '=', key).executeTakeFirstOrThrow()).public_id;
    };
    const ask = (by: SessionPrincipal, account: string, prefix: string, reason = 'All of our packages begin so.') =>
      requestPrefix(people, by, { account, prefix, reason }, ORIGIN);
    const requestOf = async (account: string) =>
      (await requestsFor(people.database, [await people.accountId(account)], 1))[0];
    return { people, olga, pavel, root, reserve, prefixes, publicIdOf, ask, requestOf };
  };

  describe('reserving a prefix', () => {
    it('marks what its owners have under it, with a new revision, and nothing else', async () => {
      const { people, reserve, prefixes } = await start();
      await ownPackages(people, ['Acme.Http', 'ACME.Sql', 'Acme', 'Acmes.Http', 'Other'], { owners: ['acme'] });
      await ownPackages(people, ['Acme.Fake'], { owners: ['pavel'] });
      await ownPackages(people, ['Acme.Nobody'], { owners: [] });
      await people.newEvents();
      const before = await revisionsOf(people);
      people.clock.advance(1_000);
      const plan = await reserve('Acme.*', ['acme']);
      assert.equal(plan.gains.length, 2);
      assert.deepEqual(await prefixes(), ['Acme.* acme']);
      assert.deepEqual(await marked(people), ['Acme.Http', 'ACME.Sql']);
      const moved = [...(await revisionsOf(people))].filter(([id, revision]) => revision !== before.get(id));
      assert.deepEqual(moved.map(([id]) => id).sort(), ['ACME.Sql', 'Acme.Http']);
      const owners = [await people.publicId('acme')];
      assert.deepEqual(await people.newEvents(), [
        { kind: 'prefix_reserved', data: { prefix: 'Acme.*', isExact: false, isPublic: false, owners } },
      ]);
    });

    it('says before what it will do, and does nothing when it is so', async () => {
      const { people, root, reserve, prefixes } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['acme'] });
      const wish = { prefix: 'acme.*', owners: ['ACME'], isPublic: true };
      const preview = await previewReservation(people, root, wish);
      assert.deepEqual([preview.before, preview.gains.length, preview.losses.length], [undefined, 1, 0]);
      assert.deepEqual([await prefixes(), await marked(people)], [[], []]);
      assert.equal((await reserve('Acme.*', ['acme'], true)).changed, true);
      await people.newEvents();
      assert.equal((await reserve('acme.*', ['Acme', 'acme'], true)).changed, false);
      assert.deepEqual(await people.newEvents(), []);
    });

    it('changes owners: some lose the mark, what both own or another prefix covers keeps it', async () => {
      const { people, reserve, prefixes } = await start();
      await ownPackages(people, ['Acme.A', 'Acme.Core.B'], { owners: ['acme'] });
      await ownPackages(people, ['Acme.Both'], { owners: ['acme', 'pavel'] });
      await ownPackages(people, ['Acme.P'], { owners: ['pavel'] });
      await reserve('Acme.*', ['acme']);
      await reserve('Acme.Core.*', ['acme']);
      assert.deepEqual(await marked(people), ['Acme.A', 'Acme.Both', 'Acme.Core.B']);
      await people.newEvents();
      const { gains, losses } = await reserve('Acme.*', ['pavel']);
      assert.deepEqual([gains.length, losses.length], [1, 1]);
      assert.deepEqual(await marked(people), ['Acme.Both', 'Acme.Core.B', 'Acme.P']);
      assert.deepEqual(await prefixes(), ['Acme.* pavel', 'Acme.Core.* acme']);
      const data = { prefix: 'Acme.*', isPublic: false, owners: [await people.publicId('pavel')] };
      assert.deepEqual(await people.newEvents(), [{ kind: 'prefix_changed', data }]);
    });

    it('lets administrators reserve short ones, one id and for nobody, and refuses what names nobody', async () => {
      const { reserve, prefixes, people, root } = await start();
      await reserve('Ab.*', []);
      await reserve('Acme', ['acme']);
      assert.deepEqual(await prefixes(), ['Ab.* ', 'Acme acme']);
      const nobody = await refusal(reserve('X.*', ['nobody']));
      assert.deepEqual([nobody.code, nobody.at], ['bad_request', 'owners']);
      assert.equal((await refusal(reserve('a b', []))).at, 'prefix');
      people.clock.advance(MICROSECONDS_PER_DAY);
      const late = reservePrefix(people, root, { prefix: 'Y.*', owners: [], isPublic: false }, ORIGIN);
      assert.equal((await refusal(late)).code, 'sign_in_again');
    });

    it('is for administrators of the gallery alone', async () => {
      const { people, olga } = await start();
      const wish = { prefix: 'Acme.*', owners: ['acme'], isPublic: false };
      const deeds = [
        () => reservePrefix(people, olga, wish),
        () => previewReservation(people, olga, wish),
        () => releasePrefix(people, olga, 'x'),
        () => previewRelease(people, olga, 'x'),
      ];
      for (const deed of deeds) assert.equal((await refusal(deed())).code, 'forbidden');
    });

    it('makes what lies under a public prefix public', async () => {
      const { reserve, prefixes } = await start();
      await reserve('Acme.*', ['acme'], true);
      const narrow = await reserve('Acme.Http.*', ['pavel']);
      assert.equal(narrow.publicThrough?.prefix, 'Acme.');
      assert.deepEqual(await prefixes(), ['Acme.* public acme', 'Acme.Http.* public pavel']);
      await reserve('Closed.Sub', ['pavel']);
      const { code, detail } = await refusal(reserve('Closed.*', ['acme'], true));
      assert.deepEqual([code, /Closed\.Sub lies under it/.test(detail)], ['conflict', true]);
    });
  });

  describe('releasing a prefix', () => {
    it('takes the marks that nothing else gives, and says before how many', async () => {
      const { people, root, reserve, prefixes, publicIdOf } = await start();
      await ownPackages(people, ['Acme.A', 'Acme.B'], { owners: ['acme'] });
      await reserve('Acme.*', ['acme']);
      await reserve('Acme.B', ['acme']);
      await people.newEvents();
      const id = await publicIdOf('acme.');
      assert.equal((await previewRelease(people, root, id)).losses.length, 1);
      await releasePrefix(people, root, id, ORIGIN);
      assert.deepEqual(await marked(people), ['Acme.B']);
      assert.deepEqual(await prefixes(), ['Acme.B acme']);
      assert.deepEqual(await people.newEvents(), [
        { kind: 'prefix_released', data: { prefix: 'Acme.*', isExact: false } },
      ]);
      assert.equal((await refusal(releasePrefix(people, root, id))).code, 'not_found');
    });
  });

  describe('a new id', () => {
    const free = async (people: People, id: string, name: string) => {
      const owner = { accountId: await people.accountId(name), name };
      return requireNewIdFree({ read: people.database.read }, packageId(id), owner).then(
        () => 'free',
        (error: Problem) => error.code,
      );
    };

    it('under a reserved prefix is for its owners; one of the matches suffices', async () => {
      const { people, reserve } = await start();
      await reserve('Acme.*', ['acme']);
      await reserve('Acme.Http.*', ['pavel']);
      await reserve('Open.*', ['acme'], true);
      await reserve('Acme', ['acme']);
      for (const [id, name, expected] of [
        ['Acme.Sql', 'acme', 'free'],
        ['ACME.sql', 'pavel', 'prefix_reserved'],
        // The delegate by the narrower one, the owner of all by the wider one.
        ['Acme.Http.Client', 'pavel', 'free'],
        ['Acme.Http.Client', 'acme', 'free'],
        ['Acme.Http.Client', 'olga', 'prefix_reserved'],
        ['Acme', 'olga', 'prefix_reserved'],
        ['Acmes', 'olga', 'free'],
        ['Open.Door', 'olga', 'free'],
        ['Other', 'olga', 'free'],
      ] as const)
        assert.equal(await free(people, id, name), expected, `${id} by ${name}`);
    });

    it('is told whose it is, or that it is kept free', async () => {
      const { people, reserve } = await start();
      await reserve('Acme.*', ['acme']);
      await reserve('Kept.*', []);
      const owner = { accountId: await people.accountId('pavel'), name: 'pavel' };
      const rows = { read: people.database.read };
      assert.equal(
        (await refusal(requireNewIdFree(rows, packageId('Acme.X'), owner))).detail,
        'Acme.X cannot be a new id of pavel: ids that match Acme.* are reserved for acme. Choose another id, or publish it for an owner of the prefix.',
      );
      assert.match(
        (await refusal(requireNewIdFree(rows, packageId('Kept.X'), owner))).detail,
        /nobody may take one now/,
      );
    });
  });

  describe('the mark', () => {
    it('follows the owners of a package', async () => {
      const { people, root, reserve } = await start();
      await reserve('Acme.*', ['acme']);
      await ownPackages(people, ['Acme.Http'], { owners: ['pavel'] });
      await addOwner(people, root, { id: packageId('Acme.Http'), account: 'acme' });
      assert.deepEqual(await marked(people), ['Acme.Http']);
      await removeOwner(people, root, { id: packageId('Acme.Http'), account: 'acme' });
      assert.deepEqual(await marked(people), []);
    });

    it('is not taken by an owner who holds no prefix; who holds one may leave', async () => {
      const { people, olga, pavel, root, reserve } = await start();
      await reserve('Acme.*', ['acme']);
      await ownPackages(people, ['Acme.Http'], { owners: ['pavel'] });
      const id = packageId('Acme.Http');
      await addOwner(people, root, { id, account: 'acme' });
      const { code, detail } = await refusal(removeOwner(people, pavel, { id, account: 'acme' }));
      assert.deepEqual([code, /acme holds a reserved prefix of Acme\.Http/.test(detail)], ['forbidden', true]);
      assert.equal((await removeOwner(people, olga, { id, account: 'acme' })).outcome, 'removed');
      await addOwner(people, root, { id, account: 'acme' });
      assert.equal((await removeOwner(people, olga, { id, account: 'pavel' })).outcome, 'removed');
      assert.deepEqual(await marked(people), ['Acme.Http']);
    });

    it('ends with the account, whose prefixes stay reserved and whose requests are withdrawn', async () => {
      const { people, pavel, olga, reserve, prefixes, ask, requestOf } = await start();
      await ownPackages(people, ['Pavel.Tool'], { owners: ['pavel', 'olga'] });
      await reserve('Pavel.*', ['pavel']);
      await ask(pavel, 'pavel', 'Pavels.*');
      assert.deepEqual(await marked(people), ['Pavel.Tool']);
      await people.newEvents();
      await deleteAccount(people, pavel, { name: 'pavel', typed: 'pavel' }, ORIGIN);
      assert.deepEqual([await marked(people), await prefixes()], [[], ['Pavel.* ']]);
      const kinds = (await people.newEvents()).map(({ kind }) => kind);
      assert.ok(kinds.includes('prefix_changed') && kinds.includes('prefix_request_ended'), kinds.join());
      assert.equal(await requestOf('olga'), undefined);
      const open = people.database.read.selectFrom('prefix_requests').select('decision');
      assert.deepEqual(await open.execute(), [{ decision: 'withdrawn' }]);
      const owner = { accountId: olga.actorId, name: 'olga' };
      const taken = requireNewIdFree({ read: people.database.read }, packageId('Pavel.X'), owner);
      assert.equal((await refusal(taken)).code, 'prefix_reserved');
    });
  });

  describe('a request', () => {
    it('waits, is told once, and can be withdrawn', async () => {
      const { people, olga, pavel, ask, requestOf } = await start();
      assert.equal(await ask(olga, 'acme', 'Acme.'), 'Acme.*');
      await ask(olga, 'acme', 'ACME.*');
      const request = (await requestOf('acme'))?.publicId ?? '';
      assert.deepEqual(await people.newEvents(), [{ kind: 'prefix_requested', data: { request, prefix: 'Acme.*' } }]);
      assert.equal((await refusal(withdrawRequest(people, pavel, request))).code, 'forbidden');
      await withdrawRequest(people, olga, request);
      await withdrawRequest(people, olga, request);
      assert.deepEqual(await people.newEvents(), [
        { kind: 'prefix_request_ended', data: { request, prefix: 'Acme.*', how: 'withdrawn' } },
      ]);
      assert.equal((await requestOf('acme'))?.decision, 'withdrawn');
    });

    it('is bounded: letters, reason, number', async () => {
      const { olga, pavel, ask } = await start();
      assert.equal((await refusal(ask(olga, 'acme', 'Acm.*'))).at, 'prefix');
      assert.equal((await refusal(ask(olga, 'acme', 'Acme.*', 'mine'))).at, 'reason');
      assert.equal((await refusal(ask(olga, 'acme', 'Acme.*', 'x'.repeat(1_001)))).at, 'reason');
      assert.equal((await refusal(ask(pavel, 'acme', 'Acme.*'))).code, 'forbidden');
      for (let i = 0; i < MAX_OPEN_PREFIX_REQUESTS; i++) await ask(olga, 'acme', `Acme${i}.*`);
      assert.equal((await refusal(ask(olga, 'acme', 'More.*'))).code, 'conflict');
    });

    it('is granted: the prefix is reserved, the packages get the mark, who asked is answered', async () => {
      const { people, olga, root, ask, requestOf, prefixes } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['acme'] });
      await ask(olga, 'acme', 'Acme.*');
      await people.newEvents();
      const request = (await requestOf('acme'))?.publicId ?? '';
      assert.equal((await previewGrant(people, root, request)).plan?.gains.length, 1);
      await grantRequest(people, root, { request, answer: 'Welcome.', isPublic: false }, ORIGIN);
      assert.deepEqual([await prefixes(), await marked(people)], [['Acme.* acme'], ['Acme.Http']]);
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['prefix_reserved', 'prefix_request_ended'],
      );
      const decided = await requestOf('acme');
      assert.deepEqual([decided?.decision, decided?.answer], ['granted', 'Welcome.']);
      const again = grantRequest(people, root, { request, answer: '', isPublic: false });
      assert.equal((await refusal(again)).code, 'conflict');
      assert.equal((await refusal(ask(olga, 'acme', 'acme.*'))).code, 'conflict');
    });

    it('of a second account adds an owner, and leaves a public prefix public', async () => {
      const { people, pavel, root, reserve, ask, requestOf, prefixes } = await start();
      await reserve('Acme.*', ['acme'], true);
      await ask(pavel, 'pavel', 'Acme.*');
      const request = (await requestOf('pavel'))?.publicId ?? '';
      await grantRequest(people, root, { request, answer: '', isPublic: false });
      assert.deepEqual(await prefixes(), ['Acme.* public acme,pavel']);
    });

    it('is refused with a reason', async () => {
      const { people, olga, root, ask, requestOf, prefixes } = await start();
      await ask(olga, 'acme', 'System.*');
      const request = (await requestOf('acme'))?.publicId ?? '';
      assert.equal((await refusal(refuseRequest(people, root, { request, answer: ' ' }))).at, 'answer');
      assert.equal((await refusal(refuseRequest(people, olga, { request, answer: 'No.' }))).code, 'forbidden');
      await people.newEvents();
      await refuseRequest(people, root, { request, answer: 'A generic word.' }, ORIGIN);
      const data = { request, prefix: 'System.*', how: 'refused', answer: 'A generic word.' };
      assert.deepEqual(await people.newEvents(), [{ kind: 'prefix_request_ended', data }]);
      assert.deepEqual(await prefixes(), []);
    });
  });
});
