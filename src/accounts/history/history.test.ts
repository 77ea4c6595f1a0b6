import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts';
import { FixedClock, MICROSECONDS_PER_SECOND, parseInstant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { countingRandom } from '../../base/random.ts';
import { appendEvent, type NewEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { createPerson } from '../people/create-person.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireAccount } from '../require-account.ts';
import { exportAccountHistory, exportWholeHistory } from './export-history.ts';
import { readAccountHistory, readWholeHistory } from './read-history.ts';

const OPERATOR = { kind: 'operator' } as const;
const origin = { address: '192.0.2.7', userAgent: 'dotnet/10' };

async function gallery(open: OpenTestDatabase) {
  const database = await open();
  const clock = new FixedClock();
  const deps = { database, clock, random: countingRandom() };
  for (const [name, isAdministrator] of [
    ['olga', false],
    ['carl', false],
    ['root', true],
  ] as const) {
    await createPerson(deps, OPERATOR, { name, email: `${name}@gallery.example`, isAdministrator });
  }
  await createOrganization(deps, OPERATOR, { name: 'acme', email: 'a@gallery.example', administrator: 'olga' });
  const ids = new Map<string, { id: number; publicId: string }>();
  for (const name of ['olga', 'carl', 'root', 'acme']) ids.set(name, await requireAccount(database, name));
  const of = (name: string) => {
    const account = ids.get(name);
    assert.ok(account !== undefined);
    return account;
  };
  const append = (event: Partial<NewEvent>) =>
    database.mutation((tx) =>
      appendEvent(tx, {
        at: clock.now(),
        kind: 'version_published',
        actor: null,
        onBehalfOf: null,
        credential: 'cli',
        subject: 'package:acme.http',
        data: {},
        origin,
        ...event,
      }),
    );
  return { ...deps, of, append, session: (name: string) => sessionOf(name, of(name)) };
}

function sessionOf(name: string, { id, publicId }: { id: number; publicId: string }): SessionPrincipal {
  return {
    kind: 'session',
    sessionPublicId: `session-of-${name}`,
    actorId: id,
    publicId,
    name,
    isAdministrator: name === 'root',
    isConfirmed: true,
    authenticatedAt: 0,
    hasSecondFactor: false,
    mustAddSecondFactor: false,
  };
}

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;
const subjectsOf = ({ entries }: { entries: readonly { subject: string }[] }) => entries.map(({ subject }) => subject);

async function linesOf(texts: AsyncGenerator<string, void>) {
  let text = '';
  for await (const part of texts) text += part;
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { seq: number; subject: string; origin: unknown });
}

async function newestSeq(database: Database): Promise<number> {
  const row = await database.read.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

forEachDatabase((_, open) => {
  it('shows what an account did, what was done in its name and to it, once each and newest first', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    const { id, publicId } = of('olga');
    await append({ actor: id, subject: 'package:one' });
    await append({ actor: of('carl').id, onBehalfOf: id, subject: 'package:two' });
    await append({ actor: id, onBehalfOf: of('acme').id, subject: 'package:three' });
    await append({ actor: id, subject: `account:${publicId}`, kind: 'password_changed' });
    await append({ actor: of('carl').id, subject: 'package:four' });
    const page = await readAccountHistory(deps, session('olga'), { name: 'Olga' });
    assert.deepEqual(subjectsOf(page), [
      `account:${publicId}`,
      'package:three',
      'package:two',
      'package:one',
      `account:${publicId}`,
    ]);
    assert.deepEqual(
      page.entries.map(({ actor, onBehalfOf }) => [actor?.name, onBehalfOf?.name]),
      [
        ['olga', undefined],
        ['olga', 'acme'],
        ['carl', 'olga'],
        ['olga', undefined],
        [undefined, undefined],
      ],
    );
    assert.equal(page.next, undefined);
  });

  it('is for the person, for administrators of the organization, and for those of the gallery', async () => {
    const { session, ...deps } = await gallery(open);
    await assert.rejects(readAccountHistory(deps, session('carl'), { name: 'olga' }), refused('forbidden'));
    await assert.rejects(readAccountHistory(deps, session('carl'), { name: 'acme' }), refused('forbidden'));
    await assert.rejects(readAccountHistory(deps, session('carl'), { name: 'nobody' }), refused('not_found'));
    assert.equal((await readAccountHistory(deps, session('olga'), { name: 'acme' })).entries.length, 2);
    assert.equal((await readAccountHistory(deps, session('root'), { name: 'olga' })).entries.length, 1);
    await assert.rejects(readWholeHistory(deps, session('olga'), {}), refused('forbidden'));
    await assert.rejects(exportWholeHistory(deps, session('olga'), {}), refused('forbidden'));
  });

  it('asks the rows whether somebody is an administrator, and not what the session said', async () => {
    const { session, ...deps } = await gallery(open);
    const believed = { ...session('olga'), isAdministrator: true };
    await assert.rejects(readWholeHistory(deps, believed, {}), refused('forbidden'));
  });

  it('says where something came from only to those whose business it is', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    const [olga, root, acme] = [of('olga'), of('root'), of('acme')];
    await append({ actor: olga.id, subject: 'own' });
    await append({ subject: `account:${olga.publicId}`, kind: 'sign_in_refused' });
    await append({ actor: root.id, subject: `account:${olga.publicId}`, kind: 'account_changed' });
    await append({ actor: of('carl').id, onBehalfOf: acme.id, subject: 'of a member' });
    await append({ actor: root.id, onBehalfOf: acme.id, subject: 'of the gallery' });
    await append({ actor: of('carl').id, subject: `account:${acme.publicId}`, kind: 'member_added' });
    const seen = async (viewer: string, name: string) =>
      (await readAccountHistory(deps, session(viewer), { name })).entries
        .filter(({ origin: from }) => from !== undefined)
        .map(({ kind, subject }) => (subject.startsWith('account:') ? kind : subject));
    assert.deepEqual(await seen('olga', 'olga'), ['sign_in_refused', 'own']);
    assert.deepEqual(await seen('olga', 'acme'), ['of a member']);
    assert.deepEqual(await seen('root', 'acme'), ['member_added', 'of the gallery', 'of a member']);
    const exported = await linesOf(
      await exportAccountHistory(deps, session('olga'), { account: await requireAccount(deps.database, 'olga') }),
    );
    assert.deepEqual(
      exported.filter((line) => line.origin !== null).map(({ origin: from }) => from),
      [origin, origin],
    );
  });

  it('names the accounts of subject and data as they are called now', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    const [olga, carl] = [of('olga'), of('carl')];
    await append({ kind: 'member_added', subject: `account:${of('acme').publicId}`, data: { person: carl.publicId } });
    await append({ kind: 'keys_expiring', data: { keys: [{ key: 'k', name: 'ci', owner: olga.publicId }] } });
    await deps.database.transaction((tx) =>
      tx.updateTable('accounts').set({ status: 'deleted' }).where('id', '=', carl.id).execute(),
    );
    const { labels, entries } = await readWholeHistory(deps, session('root'), {});
    assert.deepEqual(entries[0]?.data, { keys: [{ key: 'k', name: 'ci', owner: olga.publicId }] });
    assert.equal(labels.get(olga.publicId)?.name, 'olga');
    assert.equal(labels.get(of('acme').publicId)?.kind, 'organization');
    assert.equal(labels.get(carl.publicId)?.isDeleted, true);
  });

  it('pages through any number of events by their numbers', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    for (let count = 0; count < 101; count += 1) await append({ actor: of('carl').id, subject: `package:${count}` });
    const first = await readAccountHistory(deps, session('carl'), { name: 'carl' });
    await append({ actor: of('carl').id, subject: 'meanwhile' });
    const second = await readAccountHistory(deps, session('carl'), { name: 'carl', before: first.next ?? 0 });
    const third = await readAccountHistory(deps, session('carl'), { name: 'carl', before: second.next ?? 0 });
    assert.deepEqual(
      [first, second, third].map(({ entries, next }) => [entries.length, next !== undefined]),
      [
        [50, true],
        [50, true],
        [2, false],
      ],
    );
    const shown = [first, second, third].flatMap(subjectsOf).slice(0, 101);
    assert.deepEqual(
      shown,
      Array.from({ length: 101 }, (_value, index) => `package:${100 - index}`),
    );
    const all = await readWholeHistory(deps, session('root'), { before: second.next ?? 0 });
    assert.equal(all.entries[0]?.subject, 'package:0');
  });

  it('finds by kind, by who did it, by subject and by time, together', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    const start = deps.clock.now();
    for (let hour = 0; hour < 48; hour += 1) {
      const subject = `version:acme.http/1.${hour}.0`;
      await append({ actor: hour % 2 === 0 ? of('olga').id : of('carl').id, subject });
      deps.clock.advance(3600 * MICROSECONDS_PER_SECOND);
    }
    await append({ kind: 'setting_changed', subject: 'setting:key-days' });
    const found = async (wish: Parameters<typeof readWholeHistory>[2]) =>
      subjectsOf(await readWholeHistory(deps, session('root'), wish));
    assert.deepEqual(await found({ kind: 'setting_changed' }), ['setting:key-days']);
    assert.deepEqual(await found({ subject: 'setting:*' }), ['setting:key-days']);
    assert.deepEqual(await found({ subject: 'version:Acme.Http/1.7.0' }), ['version:acme.http/1.7.0']);
    assert.equal((await found({ subject: 'version:Acme.Http/*' })).length, 48);
    assert.deepEqual(await found({ subject: 'account:Olga' }), [`account:${of('olga').publicId}`]);
    assert.equal((await found({ actor: 'Olga' })).length, 24);
    assert.equal((await found({ actor: 'root' })).length, 0);
    assert.equal(start, parseInstant('2026-01-02T03:04:05.678901Z'));
    assert.equal((await found({ from: '2026-01-03', to: '2026-01-03', subject: 'version:*' })).length, 24);
    assert.deepEqual(await found({ from: '2026-01-02T04:00:00Z', to: '2026-01-02T06:00:00Z', actor: 'olga' }), [
      'version:acme.http/1.2.0',
    ]);
    assert.deepEqual(await found({ to: '2026-01-01' }), []);
    assert.deepEqual(await found({ from: '2027-01-01' }), []);
  });

  it('finds by time although the clocks of nodes differ', async () => {
    const { append, session, ...deps } = await gallery(open);
    const at = (text: string) => parseInstant(`2026-03-01T${text}:00Z`);
    for (const minute of ['09:50', '10:20', '09:59', '10:01', '10:40', '10:10']) {
      await append({ at: at(minute), subject: minute });
    }
    const { entries } = await readWholeHistory(deps, session('root'), {
      from: '2026-03-01T10:00:00Z',
      to: '2026-03-01T10:30:00Z',
    });
    assert.deepEqual(subjectsOf({ entries }).sort(), ['10:01', '10:10', '10:20']);
  });

  it('says everything that is wrong with what is looked for', async () => {
    const { session, ...deps } = await gallery(open);
    const wish = { kind: 'x', actor: 'nobody', subject: 'y', from: 'yesterday', to: '2026-13-01' };
    await assert.rejects(
      readWholeHistory(deps, session('root'), wish),
      (error) =>
        error instanceof Problem &&
        error.code === 'bad_request' &&
        error.faults.map(({ at }) => at).join() === 'kind,actor,subject,from,to',
    );
    await assert.rejects(
      readWholeHistory(deps, session('root'), { subject: `package:${'x'.repeat(300)}` }),
      refused('bad_request'),
    );
  });

  it('is exported oldest first, a page of rows at a time, and goes on after a number', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    for (let count = 0; count < 450; count += 1) await append({ actor: of('carl').id, subject: `package:${count}` });
    const last = await newestSeq(deps.database);
    const all = await linesOf(await exportWholeHistory(deps, session('root'), {}));
    assert.equal(all.length, last);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      all.map(({ seq }) => seq).toSorted((a, b) => a - b),
    );
    const rest = await linesOf(await exportWholeHistory(deps, session('root'), { after: last - 3 }));
    assert.deepEqual(rest, all.slice(-3));
    const own = await linesOf(
      await exportAccountHistory(deps, session('carl'), { account: await requireAccount(deps.database, 'carl') }),
    );
    assert.equal(own.length, 451);
    const filtered = await linesOf(await exportWholeHistory(deps, session('root'), { kind: 'account_created' }));
    assert.equal(filtered.length, 3);
    assert.deepEqual(Object.keys(all.at(-1) ?? {}), [
      'seq',
      'at',
      'kind',
      'actor',
      'onBehalfOf',
      'credential',
      'subject',
      'data',
      'origin',
    ]);
  });

  it('stops an export when its reader may see it no more', async () => {
    const { append, of, session, ...deps } = await gallery(open);
    for (let count = 0; count < 450; count += 1) await append({ subject: `package:${count}` });
    const texts = await exportWholeHistory(deps, session('root'), {});
    await texts.next();
    await deps.database.transaction((tx) =>
      tx.updateTable('accounts').set({ is_administrator: 0 }).where('id', '=', of('root').id).execute(),
    );
    await assert.rejects(texts.next(), refused('forbidden'));
  });
});
