import type { Fault } from '../base/problem.ts';

interface Retry {
  /** Whether the same request may succeed later. */
  readonly mayRetry: boolean;
  readonly retryAfterMilliseconds?: number;
}

/** What another feed did wrong, or that it cannot be reached: the one expected failure of speaking to it. */
export class FeedFault extends Error {
  readonly code: string;
  readonly url: string;
  readonly retry: Retry;

  constructor(code: string, detail: string, url: URL, retry: Retry = { mayRetry: false }) {
    super(detail);
    this.name = 'FeedFault';
    this.code = code;
    this.url = url.href;
    this.retry = retry;
  }

  toFault(): Fault {
    return { code: this.code, detail: this.message, at: this.url };
  }
}
