/** Lode as it is shipped (compiled, its defaults), on data of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { runProgram } from '../support/run-program.ts';

/** `BENCH_LODE` names another one, to compare with. */
const bin = process.env['BENCH_LODE'] ?? path.join(import.meta.dirname, '..', '..', 'bin', 'lode');

/** USER_HZ, which Linux shows to programs as a hundred everywhere. */
const MILLISECONDS_PER_TICK = 10;

export class BenchedLode {
  readonly dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lode-bench-'));
  #child: ChildProcess | undefined;
  #port = 0;

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Gives the milliseconds from spawning to the first answer of the feed. `settings` hold until it is stopped. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<number> {
    if (this.#port === 0) this.#port = await freePort();
    const started = performance.now();
    this.#child = spawn(bin, ['serve'], {
      env: { ...this.#environment(), ...settings },
      stdio: ['ignore', 'ignore', process.env['BENCH_LOG'] === undefined ? 'ignore' : 'inherit'],
    });
    while (true) {
      const isUp = await fetch(`${this.url}/v3/index.json`).then(
        // A private feed answers with its challenge.
        (response) => response.ok || response.status === 401,
        () => false,
      );
      if (isUp) return performance.now() - started;
      if (this.#child.exitCode !== null || performance.now() - started > 60_000) throw new Error('Lode did not start');
      await delay(5);
    }
  }

  async lode(...words: string[]): Promise<string> {
    const { code, stdout, output } = await runProgram(bin, words, { environment: this.#environment() });
    if (code !== 0) throw new Error(`lode ${words.join(' ')}: ${output}`);
    return stdout.trim();
  }

  /** Resident bytes, as the system counts them. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Of all threads since the start, as the system counts it: in steps of ten. */
  processorMilliseconds(): number {
    const stat = readFileSync(`/proc/${this.#child?.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_PER_TICK;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const names = Object.entries(process.env).filter(([name]) => !name.startsWith('LODE_'));
    return {
      ...Object.fromEntries(names),
      LODE_DATA: this.dataFolder,
      LODE_PORT: String(this.#port),
      // Counted as for anybody, and never used up.
      LODE_RATE_LIMITS: 'push=9999999/h,unlist=9999999/h',
      LODE_LOG: 'info',
      LODE_LOG_FORMAT: 'json',
    };
  }
}
