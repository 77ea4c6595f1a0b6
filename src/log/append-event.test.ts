import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../base/clock.ts';
import { EVENT_ORIGIN_DAYS, appendEvent, type NewEvent } from './append-event.ts';
import { newestEventSeq } from './events.queries.ts';
import { expireEventOrigins } from './expire-event-origins.ts';

const at = 1_000_000;
const event: NewEvent = {
  at,
  kind: 'setting_changed',
  actor: null,
  onBehalfOf: null,
  credential: 'cli',
  subject: 'setting:retention',
  data: { from: 1, to: 'zwölf' },
};

forEachDatabase((_, open) => {
  it('writes an event with growing numbers, and its origin apart from it', async () => {
    const database = await open();
    const append = async (what: NewEvent) => {
      await database.mutation((tx) => appendEvent(tx, what));
      return newestEventSeq(database.read);
    };
    const first = await append(event);
    const origin = { address: '192.0.2.7', userAgent: `curl\0\ud800${'x'.repeat(2000)}` };
    const second = await append({ ...event, origin });
    assert.ok(second > first);
    assert.deepEqual(await database.read.selectFrom('events').selectAll().where('seq', '=', first).execute(), [
      {
        seq: first,
        at,
        kind: 'setting_changed',
        actor: null,
        on_behalf_of: null,
        credential: 'cli',
        subject: 'setting:retention',
        data: '{"from":1,"to":"zwölf"}',
      },
    ]);
    assert.deepEqual(await database.read.selectFrom('event_origins').selectAll().execute(), [
      {
        event_seq: second,
        address: '192.0.2.7',
        user_agent: `curl\ufffd${'x'.repeat(507)}`,
        expires_at: at + EVENT_ORIGIN_DAYS * MICROSECONDS_PER_DAY,
      },
    ]);
  });

  it('forgets origins when their time is over, and keeps the events', async () => {
    const database = await open();
    const clock = new FixedClock();
    const origin = { address: '192.0.2.7', userAgent: 'curl' };
    await database.mutation(async (tx) => {
      await appendEvent(tx, { ...event, at: clock.now(), origin });
      await appendEvent(tx, { ...event, at: clock.now() + 1, origin });
    });
    clock.advance(EVENT_ORIGIN_DAYS * MICROSECONDS_PER_DAY - 1);
    assert.equal(await expireEventOrigins({ database, clock }), 0);
    clock.advance(1);
    assert.equal(await expireEventOrigins({ database, clock }), 1);
    assert.equal((await database.read.selectFrom('event_origins').selectAll().execute()).length, 1);
    assert.equal((await database.read.selectFrom('events').selectAll().execute()).length, 2);
  });
});
