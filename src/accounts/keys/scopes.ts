import { lowerInvariant } from '../../nuget/lower-case.ts';

/** What a key may do. `push-version` is only for ids that exist; `unlist` covers relisting and deprecating too. */
export const API_KEY_SCOPES = ['push', 'push-version', 'unlist', 'read', 'verify'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

export function parseScope(text: string): ApiKeyScope | undefined {
  return API_KEY_SCOPES.find((scope) => scope === text);
}

export const MAX_GLOBS = 100;
const MAX_GLOB_LENGTH = 128;

/** Which ids a key reaches: letters, digits, `_`, `.`, `-`, and `*` for any run of them. Compared without case. */
export function isGlob(text: string): boolean {
  return text.length <= MAX_GLOB_LENGTH && /^[*\p{L}\p{N}_.-]+$/u.test(text);
}

/** Matches the whole id. Takes time proportional to the product of both lengths at most, whatever the glob. */
export function globMatches(glob: string, idKey: string): boolean {
  const [first = '', ...rest] = lowerInvariant(glob).split('*');
  if (rest.length === 0) return first === idKey;
  const last = rest.pop() ?? '';
  if (!idKey.startsWith(first) || !idKey.endsWith(last) || idKey.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = idKey.indexOf(part, at);
    if (found === -1 || found + part.length > idKey.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
