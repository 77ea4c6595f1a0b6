/** One run of wrk: a thread, 32 connections, a few seconds, always to this machine. */
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runProgram } from '../support/run-program.ts';

export interface WrkResult {
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4);
const CONNECTIONS = 32;

/** `paths` are asked in turn. Anything but 2xx or 3xx answers fail the run: a fast error is no figure. */
export async function wrk(
  url: string,
  paths: readonly string[],
  headers: Readonly<Record<string, string>> = {},
  seconds = SECONDS,
): Promise<WrkResult> {
  const script = path.join(os.tmpdir(), `wrk-${process.pid}-${Math.random().toString(36).slice(2)}.lua`);
  const list = paths.map((item) => JSON.stringify(item)).join(',\n');
  const set = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  writeFileSync(
    script,
    `local paths = {${list}}
local at = 0
${set.join('\n')}
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.bytes, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status + summary.errors.read + summary.errors.timeout))
end
`,
  );
  try {
    const { output } = await runProgram('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', script, url], {});
    const [requests = 0, bytes = 0, micros = 1, p50 = 0, p99 = 0, errors = 0] = (/RESULT (.*)/.exec(output)?.[1] ?? '')
      .split(' ')
      .map(Number);
    if (errors > 0 || requests === 0) throw new Error(`wrk of ${url}${paths[0]} had ${errors} errors:\n${output}`);
    const taken = micros / 1_000_000;
    return {
      requestsPerSecond: requests / taken,
      bytesPerSecond: bytes / taken,
      p50Milliseconds: p50 / 1000,
      p99Milliseconds: p99 / 1000,
    };
  } finally {
    rmSync(script, { force: true });
  }
}
