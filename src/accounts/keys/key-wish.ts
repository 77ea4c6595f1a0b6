/** What a key is to be like, as somebody typed it, and everything that can be wrong with that. */
import { Problem, type Fault } from '../../base/problem.ts';
import { API_KEY_SCOPES, isGlob, MAX_GLOBS, parseScope, type ApiKeyScope } from './scopes.ts';

export const MAX_KEY_DAYS = 365;
export const MAX_KEY_NAME_LENGTH = 200;

export interface KeyFeatures {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Ids, or globs such as `Acme.*`. */
  readonly packages: readonly string[];
}

export interface CheckedFeatures extends KeyFeatures {
  readonly scopes: readonly ApiKeyScope[];
}

/** Gives the features without what is named twice, and all faults at once. */
export function checkFeatures({ name, scopes, packages }: KeyFeatures): {
  readonly features: CheckedFeatures;
  readonly faults: Fault[];
} {
  const parsed = [...new Set(scopes.flatMap((scope) => parseScope(scope) ?? []))];
  const features = { name: name.trim(), scopes: parsed, packages: [...new Set(packages)] };
  return { features, faults: [...checkName(name), ...checkScopes(scopes), ...checkPackages(features.packages)] };
}

export function requireNoFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Problem('bad_request', faults.map((fault) => fault.detail).join(' '), { faults });
}

/** Names stand in lists, mails and logs: control characters, and those that turn the direction of a text, have no place. */
function checkName(name: string): Fault[] {
  const fault = (detail: string) => [{ code: 'key_name', detail, at: 'name' }];
  if (name.trim() === '' || name.length > MAX_KEY_NAME_LENGTH)
    return fault(`A key's name has 1 to ${MAX_KEY_NAME_LENGTH} characters.`);
  return /\p{C}/u.test(name) ? fault("A key's name has no control characters and no invisible ones.") : [];
}

function checkScopes(scopes: readonly string[]): Fault[] {
  if (scopes.length === 0) return [{ code: 'key_scope', detail: 'A key needs a scope.', at: 'scopes' }];
  return scopes
    .filter((scope) => parseScope(scope) === undefined)
    .map((scope) => ({
      code: 'key_scope',
      detail: `${scope.slice(0, 50)} is no scope: there are ${API_KEY_SCOPES.join(', ')}.`,
      at: 'scopes',
    }));
}

function checkPackages(packages: readonly string[]): Fault[] {
  if (packages.length > 0 && packages.length <= MAX_GLOBS && packages.every(isGlob)) return [];
  const detail = `Packages are 1 to ${MAX_GLOBS} ids or globs such as Acme.*; * alone is every package.`;
  return [{ code: 'key_packages', detail, at: 'packages' }];
}

/** A life in days, `most` of them where none is wished. */
export function checkDays(days: number | undefined, most: number): Fault[] {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= most)) return [];
  const detail = `A key lasts 1 to ${most} days.`;
  return [{ code: 'key_days', detail, at: 'days' }];
}
