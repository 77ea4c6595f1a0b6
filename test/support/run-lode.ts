/**
 * A command of Lode in this process, with settings of its own: the same code as `bin/lode` runs, without the time that a
 * program needs to start. For what only a program can show, use `server.ts` or `run-program.ts`.
 */
import type { Terminal } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { withoutLodeSettings } from './server.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandOutcome {
  readonly code: number;
  /** What went to standard output. */
  readonly data: string;
  readonly talk: string;
}

/** Commands read this process's settings, so two must not run at once. */
export async function runLode(environment: Environment, args: readonly string[], input = ''): Promise<CommandOutcome> {
  const data: string[] = [];
  const talk: string[] = [];
  const terminal: Terminal = {
    out: (line) => void data.push(`${line}\n`),
    talk: (line) => void talk.push(`${line}\n`),
    taken: () => Promise.resolve(),
    input: () => Promise.resolve(input),
    isInteractive: false,
  };
  const before = { ...process.env };
  setEnvironment({ ...withoutLodeSettings(), ...environment });
  try {
    const code = await runCommand(args, terminal);
    return { code, data: data.join(''), talk: talk.join('') };
  } finally {
    setEnvironment({ ...Object.fromEntries(Object.keys(environment).map((name) => [name, undefined])), ...before });
  }
}

function setEnvironment(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
