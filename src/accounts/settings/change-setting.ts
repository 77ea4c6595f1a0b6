import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { requireGalleryAdministrator } from '../administration/require-administrator.ts';
import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn } from '../relation.ts';
import { parseSettingName, parseSettingValue, settingInForce } from './settings.ts';
import { saveSetting } from './settings.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface SettingWish {
  readonly name: string;
  readonly value: string;
}

/**
 * Decides something for the whole gallery, from now on and on every node. For administrators of the gallery who signed in
 * within the hour, and for the operator. Says whether it was another value before; the same one is not written again.
 */
export async function changeSetting(
  { database, clock }: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  wish: SettingWish,
  origin?: Origin,
): Promise<boolean> {
  requireFreshSignIn(principal, clock.now());
  const name = parseSettingName(wish.name);
  const value = parseSettingValue(name, wish.value);
  return database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const from = await settingInForce({ read: tx }, name);
    if (String(from) === value) return false;
    const at = clock.now();
    await saveSetting(tx, { name, value, updated_at: at });
    await appendEvent(tx, {
      at,
      kind: 'setting_changed',
      ...authorship(principal),
      subject: `setting:${name}`,
      data: { from, to: typeof from === 'number' ? Number(value) : value },
      ...(origin === undefined ? {} : { origin }),
    });
    return true;
  });
}
