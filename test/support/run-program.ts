/** Runs another program to its end. Tests use it for the real clients. */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Exit code, or -1 when a signal ended the program. */
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order in which they arrived. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a name. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutMilliseconds?: number;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 240_000;

/** Never rejects because of an exit code; rejects when the program cannot be started or does not end in time. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const timeout = options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS;
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time-out ends what the program started as well.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const parts: Buffer[] = [];
    const standard: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeout);
    child.stdout.on('data', (part: Buffer) => {
      parts.push(part);
      standard.push(part);
    });
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const output = Buffer.concat(parts).toString();
      if (timedOut) reject(new Error(`${program} ${args.join(' ')} did not end in ${timeout} ms:\n${output}`));
      else resolve({ code: code ?? -1, stdout: Buffer.concat(standard).toString(), output });
    });
    child.stdin.on('error', () => {
      // The program may end without reading its input.
    });
    child.stdin.end(options.input ?? '');
  });
}
