/**
 * A process of its own that writes to an SQLite file: `writing-process.ts FILE NAME COUNT WRITERS`.
 *
 * Prints the subject of each event once it is acknowledged, or `failed CODE`, each on a line of its own. The count is of
 * events of each writer; the subject is `NAME.WRITER.NUMBER`.
 */
import { writeSync } from 'node:fs';
import { Problem } from '../../src/base/problem.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { addEvent } from './plain-rows.ts';

const [file = '', name = '', count = '0', writers = '1'] = process.argv.slice(2);
const database = await openSqlite(file);
// Synchronously: what was printed is what was acknowledged, also when the process is killed in the next moment.
const print = (line: string) => writeSync(1, `${line}\n`);

async function write(writer: number): Promise<void> {
  for (let i = 0; i < Number(count); i += 1) {
    const subject = `${name}.${writer}.${i}`;
    try {
      await database.mutation((tx) => addEvent(tx, `${subject}${'.'.repeat(500)}`));
      print(subject);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      print(`failed ${error.code}`);
      return;
    }
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
const kept = await database.read.selectFrom('events').select('seq').execute();
print(`kept ${kept.length}`);
await database.close();
