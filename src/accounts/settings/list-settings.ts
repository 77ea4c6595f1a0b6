import type { Instant } from '../../base/clock.ts';
import { newestEventOfEach } from '../../log/history.queries.ts';
import type { Database } from '../../storage/database.ts';
import type { HistoryEntry } from '../history/history-entry.ts';
import { labelEvents } from '../history/label-events.ts';
import {
  settingDefinitions,
  settingInForce,
  settingNames,
  type SettingDefinition,
  type SettingName,
} from './settings.ts';

export interface SettingState {
  readonly name: SettingName;
  readonly definition: SettingDefinition;
  /** What holds now. */
  readonly value: string | number;
  /** Undefined while nobody has decided anything. */
  readonly changed:
    { readonly at: Instant; readonly actor: HistoryEntry['actor']; readonly credential: string } | undefined;
}

/** Every setting with what holds now, and who decided that. */
export async function listSettings(database: Pick<Database, 'read'>): Promise<SettingState[]> {
  const events = await newestEventOfEach(
    database,
    settingNames.map((name) => `setting:${name}`),
  );
  const { entries } = await labelEvents(database, events, () => false);
  const changes = new Map(entries.map((entry) => [entry.subject, entry]));
  return Promise.all(
    settingNames.map(async (name) => ({
      name,
      definition: settingDefinitions[name],
      value: await settingInForce(database, name),
      changed: changes.get(`setting:${name}`),
    })),
  );
}
