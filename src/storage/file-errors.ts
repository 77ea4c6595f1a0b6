import { Problem } from '../base/problem.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS']);

/** Node's `code` of an error of the file system (`ENOENT`), undefined for any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The Problem that a failure of the file system is; any other error as it was. */
function fileFailure(error: unknown): unknown {
  const code = fileErrorCode(error);
  if (code === undefined) return error;
  if (FULL.has(code)) {
    return new Problem('storage_full', 'The storage cannot take the bytes: it is full, over a quota or read-only.', {
      cause: error,
    });
  }
  return new Problem('storage_unavailable', 'The storage cannot be read or written.', { cause: error });
}

/** Runs `work` with the file system's errors made Problems. */
export async function orFileFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error);
  }
}
