import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './command.ts';

/** The options and the other words of a command, or a UsageError that says which word is wrong. */
export function parseWords<T extends ParseArgsOptionsConfig>(words: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** An option that the command cannot do without. */
export function requireOption(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

/** Exactly one word beside the options. */
export function requireOneWord(positionals: readonly string[], what: string): string {
  const [word, ...others] = positionals;
  if (word === undefined || others.length > 0) throw new UsageError(`Name one ${what}.`);
  return word;
}

/** Words between commas, without empty ones. */
export function splitList(text: string): string[] {
  return text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}
