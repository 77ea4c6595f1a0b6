import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { OPERATOR, peopleOf } from '../../test/support/people.ts';
import { changeSetting } from '../accounts/settings/change-setting.ts';
import { MICROSECONDS_PER_DAY } from '../base/clock.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { openFolderBlobs } from '../storage/folder-blobs.ts';
import { keepHouse } from './housekeeping.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lode-house-'));
after(() => rmSync(folder, { recursive: true }));

forEachDatabase((name, open) => {
  it('keeps addresses for as long as administrators have decided by then', async () => {
    const people = await peopleOf(open);
    await people.person('olga');
    const deps = { ...people, blobs: await openFolderBlobs(path.join(folder, name)), logger: silentLogger };
    const origins = async () =>
      (await people.database.read.selectFrom('event_origins').select('event_seq').execute()).length;
    people.clock.advance(4 * MICROSECONDS_PER_DAY);
    await keepHouse(deps);
    assert.equal(await origins(), 1);
    await changeSetting(people, OPERATOR, { name: 'origin-days', value: '4' });
    await keepHouse(deps);
    assert.equal(await origins(), 0);
  });

  it('does all that is due although one thing fails, and does it once', async () => {
    const people = await peopleOf(open);
    await people.person('olga');
    people.clock.advance(181 * MICROSECONDS_PER_DAY);
    const failed: unknown[] = [];
    const done: unknown[] = [];
    const logger: Logger = {
      ...silentLogger,
      info: (fields) => done.push('what' in fields && fields.what),
      error: (fields) => failed.push('what' in fields && fields.what),
    };
    const place = path.join(folder, `${name}-2`);
    const gone = await openFolderBlobs(place);
    rmSync(place, { recursive: true });
    await keepHouse({ ...people, blobs: gone, logger });
    assert.ok(failed.length > 0, 'blobs cannot be listed');
    assert.deepEqual(done, ['expired origins', 'ended sessions']);
    done.length = 0;
    await keepHouse({ ...people, blobs: await openFolderBlobs(place), logger });
    assert.deepEqual(done, []);
  });
});
