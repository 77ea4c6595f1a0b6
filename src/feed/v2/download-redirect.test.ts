import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { answerOrProblem, requestWith } from '../../../test/support/exchange.ts';
import { seedVersions } from '../../../test/support/seed-rows.ts';
import { FixedClock } from '../../base/clock.ts';
import { countingRandom } from '../../base/random.ts';
import { prepareVersionReads } from '../../packages/versions.queries.ts';
import { createFeedUrls } from '../feed-urls.ts';
import { answerDownloadRedirect } from './download-redirect.ts';

forEachDatabase((_name, open) => {
  describe('GET /api/v2/package/{id}[/{version}]', () => {
    it('leads to the version or to the highest stable one that is listed, and to nothing that is held', async () => {
      const database = await open();
      await seedVersions({ database, clock: new FixedClock(), random: countingRandom() }, [
        { id: 'Acme', version: '1.0.0' },
        { id: 'Acme', version: '2.0.0', listed: false },
        { id: 'Acme', version: '3.0.0-beta' },
        { id: 'Acme', version: '4.0.0', state: 'removed' },
        { id: 'Acme', version: '5.0.0', state: 'held' },
      ]);
      const deps = { database, reads: prepareVersionReads(database), urls: createFeedUrls('https://gallery.example') };
      const leadsTo = async (id: string, version?: string) => {
        const params = version === undefined ? { id } : { id, version };
        const { status, headers } = await answerOrProblem(answerDownloadRedirect(deps, requestWith({ params })));
        return status === 302 ? headers?.['location']?.split('/').at(-2) : status;
      };
      assert.equal(await leadsTo('ACME'), '1.0.0');
      for (const version of ['2.0.0', '3.0.0-beta', '4.0.0']) assert.equal(await leadsTo('acme', version), version);
      assert.equal(await leadsTo('acme', '01.0'), '1.0.0');
      for (const version of ['5.0.0', '6.0.0', 'none']) assert.equal(await leadsTo('acme', version), 404, version);
      assert.equal(await leadsTo('unknown'), 404);
    });
  });
});
