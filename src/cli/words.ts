import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './command.ts';

/** The options and the other words of a command, or a UsageError that says which word is wrong. */
export function parseWords<T extends ParseArgsOptionsConfig>(words: readonly string[], options: T) {
  return parse({ args: [...words], options, allowPositionals: true, strict: true });
}

/** The options of a command that takes no other words: one too many is a mistake, such as a name in two words. */
export function parseOptions<T extends ParseArgsOptionsConfig>(words: readonly string[], options: T) {
  return parse({ args: [...words], options, allowPositionals: false, strict: true }).values;
}

function parse<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node goes on to advise on words that begin with a dash, which no command takes.
    throw new UsageError((error as Error).message.replace(/\. .*|(?<!\.)$/s, '.'));
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
