import type { Tx } from '../storage/database.ts';
import { deleteOriginsOf } from './events.queries.ts';

/**
 * Forgets where an account was active from, inside the mutation that deletes it: the addresses and programs of what it did,
 * and of what nobody who is known did to it, such as a refused sign-in. The events stay. To be called after the
 * last event of that mutation: one that follows would bring an address along.
 */
export async function forgetOriginsOf(tx: Tx, accountId: number): Promise<void> {
  await deleteOriginsOf(tx, accountId);
}
