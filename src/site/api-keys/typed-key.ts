import type { FormFields } from '../../http/form-body.ts';

/** What a form of a key holds, as it was typed. */
export interface TypedKey {
  readonly name: string;
  /** The name of the account that the key is for. */
  readonly owner: string;
  /** Whether it shall be the organization's own, and not a key of the person who makes it. */
  readonly isOrganizations: boolean;
  /** The choice, and the number that goes before it. */
  readonly days: string;
  readonly exactDays: string;
  readonly scopes: readonly string[];
  /** Ids that were ticked. */
  readonly picked: readonly string[];
  /** Globs, with spaces or commas between them. */
  readonly glob: string;
  /** What was looked for among the ids. */
  readonly find: string;
}

export function typedKey(fields: FormFields): TypedKey {
  return {
    name: fields.text('name'),
    owner: fields.text('owner'),
    isOrganizations: fields.text('holder') === 'organization',
    days: fields.text('days'),
    exactDays: fields.text('exactDays').trim(),
    scopes: fields.all('scopes'),
    picked: fields.all('packages'),
    glob: fields.text('glob'),
    find: fields.text('find'),
  };
}

/** Ids and globs together. */
export function packagesOf({ picked, glob }: Pick<TypedKey, 'picked' | 'glob'>): string[] {
  return [...picked, ...glob.split(/[\s,]+/).filter((each) => each !== '')];
}

/** Not a number for what is none: the use case says what it may be. */
export function daysOf({ days, exactDays }: Pick<TypedKey, 'days' | 'exactDays'>): number {
  const text = exactDays === '' ? days : exactDays;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
