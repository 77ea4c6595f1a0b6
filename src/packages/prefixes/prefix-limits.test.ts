import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, peopleOf, type People } from '../../../test/support/people.ts';
import { Problem } from '../../base/problem.ts';
import { MAX_MARKS_AT_ONCE, MAX_PREFIXES_HELD, MAX_PREFIX_OWNERS } from './plan-prefix.ts';
import { insertPrefix, insertPrefixOwners } from './prefixes.queries.ts';
import { reservePrefix } from './reserve-prefix.ts';

const ROWS_PER_INSERT = 500;

forEachDatabase((_, open) => {
  describe('the limits of a prefix', () => {
    let people: People;
    before(async () => {
      people = await peopleOf(open);
      for (const name of ['olga', 'pavel']) await people.person(name);
    });

    const reserve = (prefix: string, owners: readonly string[]) =>
      reservePrefix(people, OPERATOR, { prefix, owners, isPublic: false });
    const refusal = async (prefix: string, owners: readonly string[]) => {
      const problem = await reserve(prefix, owners).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(problem instanceof Problem, String(problem));
      return problem;
    };

    /** Ids without versions, straight into the rows: there are many. */
    async function ownIds(ids: readonly string[], owner: string): Promise<void> {
      const accountId = await people.accountId(owner);
      for (let start = 0; start < ids.length; start += ROWS_PER_INSERT) {
        const some = ids.slice(start, start + ROWS_PER_INSERT).map((id) => ({ id, key: id.toLowerCase() }));
        await people.database.transaction(async (tx) => {
          const rows = some.map(({ id, key }) => ({ id_key: key, display_id: id, revision: 1, created_at: 1 }));
          const made = await tx.insertInto('registrations').values(rows).returning(['id', 'id_key']).execute();
          const owners = made.map((row) => ({
            registration_id: row.id,
            registration_key: row.id_key,
            account_id: accountId,
            created_at: 1,
          }));
          await tx.insertInto('owners').values(owners).execute();
        });
      }
    }

    it(`are ${MAX_MARKS_AT_ONCE} marks in one change; narrower prefixes lead to the wide one`, async () => {
      const ids = Array.from({ length: MAX_MARKS_AT_ONCE + 1 }, (_, i) => `Huge.${i % 2 === 0 ? 'A' : 'B'}.P${i}`);
      await ownIds(ids, 'olga');
      const { code, message } = await refusal('Huge.*', ['olga']);
      assert.deepEqual([code, /More than 5,000 packages/.test(message)], ['conflict', true]);
      assert.equal((await reserve('Huge.A.*', ['olga'])).gains.length, MAX_MARKS_AT_ONCE / 2 + 1);
      assert.equal((await reserve('Huge.*', ['olga'])).gains.length, MAX_MARKS_AT_ONCE / 2);
    });

    it(`are ${MAX_PREFIX_OWNERS} owners`, async () => {
      const names = Array.from({ length: MAX_PREFIX_OWNERS + 1 }, (_, i) => `owner${i}`);
      for (const name of names) await people.person(name);
      const { code, faults } = await refusal('Many.*', names);
      assert.deepEqual([code, faults[0]?.at], ['bad_request', 'owners']);
      await reserve('Many.*', names.slice(1));
    });

    it(`are ${MAX_PREFIXES_HELD} prefixes of an account`, async () => {
      const accountId = await people.accountId('pavel');
      await people.database.transaction(async (tx) => {
        for (let i = 0; i < MAX_PREFIXES_HELD; i += 1) {
          const prefix = { prefix: `P${i}`, key: `p${i}`, isExact: true, isPublic: false, createdAt: 1 };
          await insertPrefixOwners(tx, await insertPrefix(tx, { ...prefix, publicId: `p${i}` }), [accountId], 1);
        }
      });
      assert.equal((await refusal('One.More.*', ['pavel'])).code, 'conflict');
    });
  });
});
