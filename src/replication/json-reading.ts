/** Looking into JSON that a stranger wrote: every step may find something else than it expects, and then finds nothing. */

export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  return (value as Record<string, unknown>)[name];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** One text or several: NuGet's documents write both where they mean a list. */
export function textsOf(value: unknown): string[] {
  const single = textOf(value);
  if (single !== undefined) return [single];
  return listOf(value).flatMap((each) => textOf(each) ?? []);
}

/** An absolute http or https URL. */
export function urlOf(value: unknown): URL | undefined {
  const text = textsOf(value)[0];
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

export function wholeNumberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
