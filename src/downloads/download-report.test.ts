import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { daysBetween } from './days.ts';
import { packageReportRows } from './download-report.ts';

forEachDatabase((_, open) => {
  describe('packageReportRows', () => {
    it('lets others have their turns in between, however many days are asked for', async () => {
      const database = await open();
      let [turns, isDone] = [0, false];
      const count = () => {
        turns += 1;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);
      const days = daysBetween('2017-01-01', '2026-11-25');
      for await (const lines of packageReportRows(database, { registrationId: 1, isEverything: true }, days)) {
        assert.fail(`nothing was downloaded: ${lines.length}`);
      }
      isDone = true;
      assert.ok(turns > days.length / 40, `${turns} turns in ${days.length} days`);
    });
  });
});
