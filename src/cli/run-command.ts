import { readFileSync } from 'node:fs';
import { Problem } from '../base/problem.ts';
import { ConfigError } from '../config.ts';
import { commands } from './commands.ts';
import { UsageError, type Terminal } from './command.ts';

/** Finds the verb, runs it, and turns what went wrong into one message. Gives the exit code. */
export async function runCommand([verb, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  if (verb === undefined) {
    terminal.talk(overview());
    return 2;
  }
  if (verb === '--help' || verb === '-h' || verb === 'help') {
    terminal.out(overview());
    return 0;
  }
  if (verb === '--version') {
    terminal.out(version());
    return 0;
  }
  const command = commands.get(verb);
  if (command === undefined) {
    terminal.talk(`lode: there is no verb ${verb}.\n\n${overview()}`);
    return 2;
  }
  if (words.includes('--help') || words.includes('-h')) {
    terminal.out(command.usage);
    return 0;
  }
  try {
    return await command.run(words, terminal);
  } catch (error) {
    return report({ verb, usage: command.usage, error }, terminal);
  }
}

interface Failure {
  readonly verb: string;
  readonly usage: string;
  readonly error: unknown;
}

function report({ verb, usage, error }: Failure, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.talk(`lode ${verb}: ${error.message}\n\n${usage}`);
    return 2;
  }
  if (error instanceof Problem || error instanceof ConfigError) {
    terminal.talk(`lode ${verb}: ${error.message}`);
    return 1;
  }
  terminal.talk(`lode ${verb}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return text;
}

function overview(): string {
  const width = Math.max(...[...commands.keys()].map((verb) => verb.length));
  const lines = [...commands].map(([verb, { summary }]) => `  ${verb.padEnd(width)}  ${summary}`);
  return [
    'lode VERB [--help]: a NuGet registry and gallery.',
    '',
    ...lines,
    '',
    'Settings come from the environment: lode config',
  ].join('\n');
}
