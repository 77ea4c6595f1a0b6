import { Problem } from '../base/problem.ts';
import type { HttpHandler } from './exchange.ts';

/** A handler that writes: answers 503 with the operator's sentence while the gallery is read-only. */
export function writing(readOnly: string | undefined, handler: HttpHandler): HttpHandler {
  if (readOnly === undefined) return handler;
  return () => {
    throw new Problem('read_only', readOnly);
  };
}
