/** Absolute http and https URLs without credentials: the only ones out of a package that may ever become a link. */

const schemes: ReadonlySet<string> = new Set(['http:', 'https:']);

/** The URL as written, encoded only where its text could break out of an attribute or a line; undefined for others. */
export function parseWebUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const url = parse(trimmed);
  if (url === undefined || !schemes.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return /^https?:\/\/[!#$%&()*+,\-./0-9:;=?@A-Z_a-z~[\]]+$/iu.test(trimmed) ? trimmed : url.href;
}

/**
 * Where a repository is: http(s), git and ssh URLs, and git's own `user@host:path`. A user's name may be part of it (as in
 * the clone URLs of some hosts), a password may not. Undefined for everything else, scripts above all.
 */
export function parseRepositoryUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[\w.-]+@[\w.-]+:[\w./~-]+$/u.test(trimmed)) return trimmed;
  const url = parse(trimmed);
  if (url === undefined || url.password !== '') return undefined;
  if (!/^(?:https?|git|ssh|git\+ssh|svn|hg):$/u.test(url.protocol)) return undefined;
  return /^[\w+]+:\/\/[!#$%&()*+,\-./0-9:;=?@A-Z_a-z~[\]]+$/iu.test(trimmed) ? trimmed : url.href;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
