import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts';
import { FixedClock, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { countingRandom } from '../../base/random.ts';
import { createPerson } from '../people/create-person.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireAccount } from '../require-account.ts';
import { changeSetting } from './change-setting.ts';
import { listSettings } from './list-settings.ts';
import { parseSettingName, parseSettingValue, settingInForce, settingNames } from './settings.ts';

const OPERATOR = { kind: 'operator' } as const;
const origin = { address: '192.0.2.7', userAgent: 'tests' };
const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

async function gallery(open: OpenTestDatabase) {
  const database = await open();
  const deps = { database, clock: new FixedClock(), random: countingRandom() };
  const session = async (name: string, isAdministrator: boolean): Promise<SessionPrincipal> => {
    await createPerson(deps, OPERATOR, { name, email: `${name}@gallery.example`, isAdministrator });
    const { id, publicId } = await requireAccount(database, name);
    return {
      kind: 'session',
      sessionPublicId: `session-of-${name}`,
      actorId: id,
      publicId,
      name,
      isAdministrator,
      isConfirmed: true,
      authenticatedAt: deps.clock.now(),
      hasSecondFactor: false,
      mustAddSecondFactor: false,
    };
  };
  const changes = () =>
    database.read.selectFrom('events').selectAll().where('kind', '=', 'setting_changed').orderBy('seq').execute();
  return { ...deps, session, changes };
}

forEachDatabase((_, open) => {
  it('are at their defaults until somebody decides', async () => {
    const { database } = await gallery(open);
    const settings = await listSettings(database);
    assert.deepEqual(
      settings.map(({ name, value, changed }) => [name, value, changed]),
      [
        ['require-second-factor', 'nobody', undefined],
        ['key-days', 365, undefined],
        ['key-rotation-days', 7, undefined],
        ['origin-days', 180, undefined],
        ['readme-image-hosts', '', undefined],
        ['page-about', '', undefined],
        ['page-terms', '', undefined],
        ['page-privacy', '', undefined],
        ['page-contact', '', undefined],
      ],
    );
    assert.deepEqual(
      settings.map(({ name }) => name),
      settingNames,
    );
  });

  it('are changed by administrators, and the log says from what to what', async () => {
    const { session, changes, ...deps } = await gallery(open);
    const root = await session('root', true);
    assert.equal(await changeSetting(deps, root, { name: 'key-days', value: ' 90 ' }, origin), true);
    assert.equal(await changeSetting(deps, OPERATOR, { name: 'require-second-factor', value: 'everyone' }), true);
    assert.equal(await settingInForce(deps.database, 'key-days'), 90);
    assert.equal(await settingInForce(deps.database, 'require-second-factor'), 'everyone');
    const [first, second] = await changes();
    assert.deepEqual(
      [first?.subject, first?.actor, first?.credential, first?.data],
      ['setting:key-days', root.actorId, 'session:session-of-root', '{"from":365,"to":90}'],
    );
    assert.deepEqual(
      [second?.actor, second?.credential, second?.data],
      [null, 'cli', '{"from":"nobody","to":"everyone"}'],
    );
    deps.clock.advance(60 * MICROSECONDS_PER_SECOND);
    await changeSetting(deps, root, { name: 'key-days', value: '91' });
    const state = (await listSettings(deps.database)).find(({ name }) => name === 'key-days');
    assert.deepEqual([state?.value, state?.changed?.actor?.name, state?.changed?.at], [91, 'root', deps.clock.now()]);
  });

  it('write nothing for the value that holds already', async () => {
    const { session, changes, ...deps } = await gallery(open);
    const root = await session('root', true);
    assert.equal(await changeSetting(deps, root, { name: 'key-days', value: '365' }), false);
    await changeSetting(deps, root, { name: 'key-days', value: '30' });
    assert.equal(await changeSetting(deps, root, { name: 'key-days', value: '030' }), false);
    assert.equal((await changes()).length, 1);
  });

  it('are for administrators of the gallery who signed in within the hour', async () => {
    const { session, changes, ...deps } = await gallery(open);
    const wish = { name: 'key-days', value: '30' };
    const [olga, root] = [await session('olga', false), await session('root', true)];
    await assert.rejects(changeSetting(deps, olga, wish), refused('forbidden'));
    await assert.rejects(changeSetting(deps, { ...olga, isAdministrator: true }, wish), refused('forbidden'));
    deps.clock.advance(3601 * MICROSECONDS_PER_SECOND);
    await assert.rejects(changeSetting(deps, root, wish), refused('sign_in_again'));
    assert.deepEqual(await changes(), []);
  });
});

it('names that there are not are refused', () => {
  assert.throws(() => parseSettingName('colour'), refused('not_found'));
  assert.throws(() => parseSettingName('__proto__'), refused('not_found'));
});

it('values that do not fit are refused beside the field of their setting', () => {
  for (const text of ['', '0', '366', '-1', '1e2', '1.5', '９', 'x'.repeat(10_000)]) {
    assert.throws(
      () => parseSettingValue('key-days', text),
      (error) => error instanceof Problem && error.faults[0]?.at === 'key-days',
    );
  }
  assert.throws(() => parseSettingValue('require-second-factor', 'Everyone'), refused('bad_request'));
  assert.equal(parseSettingValue('key-days', ' 365 '), '365');
});
