import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { FixedClock } from '../../base/clock.ts';
import { countingRandom } from '../../base/random.ts';
import { authenticateKey } from './authenticate-key.ts';
import { createPerson } from '../create-account.ts';
import { createApiKey } from './create-api-key.ts';
import type { OperatorPrincipal } from '../principal.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const operator: OperatorPrincipal = { kind: 'operator' };

forEachDatabase((_, open) => {
  it('ends a key once, and says so when there is none of this id', async () => {
    const deps = { database: await open(), clock: new FixedClock(), random: countingRandom() };
    await createPerson(deps, operator, { name: 'olga', email: 'olga@gallery.example' });
    const wish = { owner: 'olga', name: 'ci', scopes: ['push'], packages: ['*'], days: 1 };
    const text = (await createApiKey(deps, operator, wish)).reveal();
    const { keyPublicId } = await authenticateKey(deps, text);
    for (let times = 0; times < 2; times += 1) await revokeApiKey(deps, operator, keyPublicId);
    await assert.rejects(authenticateKey(deps, text), { code: 'key_invalid', message: /revoked/ });
    await assert.rejects(revokeApiKey(deps, operator, `${keyPublicId}x`), { code: 'not_found' });
    const events = deps.database.read.selectFrom('events').select('subject').where('kind', '=', 'key_revoked');
    assert.deepEqual(await events.execute(), [{ subject: `key:${keyPublicId}` }]);
  });
});
