/** The thread of `inspection.ts`: reads one package at a time and answers with plain data. */
import { parentPort } from 'node:worker_threads';
import { readPackage } from '../nuget/nupkg.ts';
import type { PackageReading } from '../nuget/nupkg.ts';
import { checkPackage } from './check-package.ts';
import type { InspectionAnswer, InspectionRequest } from './inspection.ts';

async function inspect({ path, now, limits }: InspectionRequest): Promise<PackageReading> {
  const contents = await readPackage(path, limits);
  const { manifest, id, version, entries, parts } = contents;
  return {
    ...(manifest === undefined ? {} : { manifest }),
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    entries,
    parts,
    findings: checkPackage(contents, { now, limits }),
  };
}

async function answer(request: InspectionRequest): Promise<void> {
  try {
    const reading = await inspect(request);
    parentPort?.postMessage({ reading } satisfies InspectionAnswer);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ error: text } satisfies InspectionAnswer);
  }
}

parentPort?.on('message', (request: InspectionRequest) => void answer(request));
