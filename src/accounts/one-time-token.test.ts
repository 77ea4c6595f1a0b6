import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { ORIGIN, peopleOf } from '../../test/support/people.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { ServerSecret } from '../base/server-secret.ts';
import { deleteEndedBuckets, takeFromBucket } from './limits/rate-limits.queries.ts';
import { createToken, findToken, tokenText, useToken } from './one-time-token.ts';
import { deleteExpiredTokens } from './one-time-tokens.queries.ts';
import { deleteExpiredSessions } from './sessions/sessions.queries.ts';
import { startSession } from './sessions/start-session.ts';

const isEnded = (error: unknown) => error instanceof Problem && error.code === 'not_found';

forEachDatabase((_, open) => {
  describe('a one-time token', () => {
    it('is used once, whoever is quicker, and only with the text that the server makes', async () => {
      const people = await peopleOf(open);
      const data = { email: 'olga@gallery.example' };
      const id = await people.database.transaction((tx) =>
        createToken(people, tx, { kind: 'confirm-email', accountId: null, data }),
      );
      const text = tokenText(people.secret, id);
      assert.equal(text.length, 65);
      const find = (each: string) => findToken(people, people.database, 'confirm-email', each);
      assert.deepEqual((await find(text))?.data, data);
      const other = new ServerSecret(new Secret('another secret of another gallery, as long'));
      for (const wrong of ['', id, `${id}${'x'.repeat(43)}`, tokenText(other, id), `${text}x`, text.toLowerCase()]) {
        assert.equal(await find(wrong), undefined, wrong);
      }
      const use = () => people.database.mutation((tx) => useToken(people, tx, 'confirm-email', text));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, use));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal(await find(text), undefined);
    });

    it('is not used up by who takes it for another kind, nor by what fails after', async () => {
      const people = await peopleOf(open);
      const id = await people.database.transaction((tx) =>
        createToken(people, tx, { kind: 'reset-password', accountId: null, data: {} }),
      );
      const text = tokenText(people.secret, id);
      await assert.rejects(
        people.database.mutation((tx) => useToken(people, tx, 'undo-email-change', text)),
        isEnded,
      );
      await assert.rejects(
        people.database.mutation(async (tx) => {
          await useToken(people, tx, 'reset-password', text);
          throw new Error('something else');
        }),
        /something else/,
      );
      assert.notEqual(await findToken(people, people.database, 'reset-password', text), undefined);
      people.clock.advance(3_600 * MICROSECONDS_PER_SECOND);
      await assert.rejects(
        people.database.mutation((tx) => useToken(people, tx, 'reset-password', text)),
        isEnded,
      );
    });
  });

  describe('what is over', () => {
    it('is swept: tokens, sessions and buckets, and nothing that still holds', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      const sweep = () =>
        people.database.transaction(async (tx) => [
          await deleteExpiredTokens(tx, people.clock.now()),
          await deleteExpiredSessions(tx, people.clock.now()),
          await deleteEndedBuckets(tx, people.clock.now()),
        ]);
      const make = () =>
        people.database.mutation(async (tx) => {
          const now = people.clock.now();
          await createToken(people, tx, { kind: 'reset-password', accountId: null, data: {} });
          await takeFromBucket(tx, `x:${now}`, { turns: 1, now, windowMicroseconds: MICROSECONDS_PER_SECOND });
          const account = { id: olga.actorId, publicId: olga.publicId };
          const how = { how: 'password', hasSecondFactor: false, isNewDevice: false } as const;
          await startSession(people, tx, { account, ...how, origin: ORIGIN });
        });
      await make();
      assert.deepEqual(await sweep(), [0, 0, 0]);
      people.clock.advance(30 * MICROSECONDS_PER_DAY);
      await make();
      // The session of the sign-in that came with the person is over as well.
      assert.deepEqual(await sweep(), [1, 2, 1]);
      assert.deepEqual(await sweep(), [0, 0, 0]);
    });
  });
});
