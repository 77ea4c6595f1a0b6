import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { insertAccount, type NewAccount } from '../accounts/accounts.queries.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../base/clock.ts';
import { EVENT_ORIGIN_DAYS, appendEvent, type NewEvent } from './append-event.ts';
import { newestEventSeq } from './events.queries.ts';
import { expireEventOrigins } from './expire-event-origins.ts';
import { forgetOriginsOf } from './forget-origins-of.ts';

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

function newPerson(name: string): NewAccount {
  return {
    publicId: name,
    kind: 'person',
    name: { display: name, key: name },
    email: { display: `${name}@gallery.example`, key: `${name}@gallery.example` },
    isAdministrator: false,
    passwordHash: null,
    emailConfirmedAt: at,
    at,
  };
}

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
    assert.equal(await expireEventOrigins({ database, clock }, EVENT_ORIGIN_DAYS), 0);
    clock.advance(1);
    assert.equal(await expireEventOrigins({ database, clock }, EVENT_ORIGIN_DAYS), 1);
    assert.equal((await database.read.selectFrom('event_origins').selectAll().execute()).length, 1);
    assert.equal((await database.read.selectFrom('events').selectAll().execute()).length, 2);
  });

  it('keeps origins for as many days as it is told then, fewer or more', async () => {
    const database = await open();
    const clock = new FixedClock();
    const origin = { address: '192.0.2.7', userAgent: 'curl' };
    await database.mutation((tx) => appendEvent(tx, { ...event, at: clock.now(), origin }));
    clock.advance(400 * MICROSECONDS_PER_DAY);
    assert.equal(await expireEventOrigins({ database, clock }, 401), 0);
    assert.equal(await expireEventOrigins({ database, clock }, 400), 1);
    await database.mutation((tx) => appendEvent(tx, { ...event, at: clock.now(), origin }));
    clock.advance(3 * MICROSECONDS_PER_DAY);
    assert.equal(await expireEventOrigins({ database, clock }, 4), 0);
    assert.equal(await expireEventOrigins({ database, clock }, 3), 1);
  });

  it('forgets any number of them, in transactions that end soon', async () => {
    const database = await open();
    const origin = { address: '192.0.2.7', userAgent: 'curl' };
    await database.mutation(async (tx) => {
      for (let count = 0; count < 2_001; count += 1) await appendEvent(tx, { ...event, origin });
    });
    assert.equal(await expireEventOrigins({ database, clock: new FixedClock() }, 1), 2_001);
  });

  it('forgets where one account was active from, and nobody else', async () => {
    const database = await open();
    const [olga, carl] = await database.mutation(async (tx) => {
      const person = (name: string) => insertAccount(tx, newPerson(name));
      return [await person('olga'), await person('carl')] as const;
    });
    const append = (what: Partial<NewEvent>) =>
      database.mutation((tx) =>
        appendEvent(tx, { ...event, origin: { address: '192.0.2.7', userAgent: 'curl' }, ...what }),
      );
    await append({ actor: olga, subject: 'package:one' });
    await append({ subject: 'account:olga', kind: 'sign_in_refused' });
    await append({ actor: carl, subject: 'account:olga' });
    await append({ actor: carl, onBehalfOf: olga });
    await append({ subject: 'account:carl', kind: 'sign_in_refused' });
    await database.mutation((tx) => forgetOriginsOf(tx, olga));
    const kept = await database.read.selectFrom('event_origins').select('event_seq').orderBy('event_seq').execute();
    assert.deepEqual(
      kept.map((each) => each.event_seq),
      [3, 4, 5],
    );
    assert.equal(await newestEventSeq(database.read), 5);
  });
});
