import { Problem } from '../../base/problem.ts';

export const MAX_PASSKEY_NAME_LENGTH = 50;

/** What a person calls a passkey, to know it again: one line. Throws a Problem for what is none. */
export function parsePasskeyName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= MAX_PASSKEY_NAME_LENGTH && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    return name;
  const detail = `A passkey has a name of 1 to ${MAX_PASSKEY_NAME_LENGTH} characters, such as the device it is on.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'passkey_name', detail, at: 'name' }] });
}
