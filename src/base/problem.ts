/**
 * Everything that can be wrong with a request, as one closed table.
 *
 * `Problem` is the only exception that a use case throws on purpose. Each surface renders it in one place
 * (JSON and the HTTP reason phrase for clients, a page for people); any other exception is a bug.
 */

/** One mistake in what was sent. `at` names the place: an element, an entry of the archive, a setting. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly at?: string;
}

/** Who can mend it, and so whom `detail` speaks to. */
export type MendedBy = 'caller' | 'owner' | 'administrator' | 'nobody' | 'time';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly mendedBy: MendedBy;
}

const kinds = {
  bad_request: { status: 400, title: 'The request cannot be read', mendedBy: 'caller' },
  package_invalid: { status: 400, title: 'The package has mistakes', mendedBy: 'caller' },
  upload_invalid: { status: 400, title: 'The upload cannot be read', mendedBy: 'caller' },
  form_expired: { status: 400, title: 'The form is no longer valid', mendedBy: 'caller' },
  credentials_missing: { status: 401, title: 'Credentials are missing', mendedBy: 'caller' },
  key_invalid: { status: 403, title: 'The API key is not valid', mendedBy: 'caller' },
  forbidden: { status: 403, title: 'Not allowed', mendedBy: 'owner' },
  sign_in_failed: { status: 403, title: 'Signing in failed', mendedBy: 'caller' },
  sign_in_again: { status: 403, title: 'Sign in again', mendedBy: 'caller' },
  email_unconfirmed: { status: 403, title: 'The email address is not confirmed', mendedBy: 'caller' },
  account_locked: { status: 403, title: 'The account is locked', mendedBy: 'administrator' },
  registration_locked: { status: 403, title: 'The package is locked', mendedBy: 'administrator' },
  not_found: { status: 404, title: 'Not found', mendedBy: 'caller' },
  method_not_allowed: { status: 405, title: 'This URL does not take this method', mendedBy: 'caller' },
  request_timeout: { status: 408, title: 'The request took too long', mendedBy: 'caller' },
  version_exists: { status: 409, title: 'The version exists already', mendedBy: 'caller' },
  prefix_reserved: { status: 409, title: 'The id lies under a reserved prefix', mendedBy: 'caller' },
  conflict: { status: 409, title: 'Conflict', mendedBy: 'caller' },
  too_large: { status: 413, title: 'Too large', mendedBy: 'caller' },
  too_many_requests: { status: 429, title: 'Too many requests', mendedBy: 'time' },
  head_too_large: { status: 431, title: 'The head of the request is too large', mendedBy: 'caller' },
  withdrawn: { status: 451, title: 'Withdrawn by an administrator', mendedBy: 'nobody' },
  internal: { status: 500, title: 'A mistake of the server', mendedBy: 'administrator' },
  read_only: { status: 503, title: 'The gallery is read-only', mendedBy: 'time' },
  storage_unavailable: { status: 503, title: 'The storage does not answer', mendedBy: 'administrator' },
  storage_full: { status: 503, title: 'The storage is full or read-only', mendedBy: 'administrator' },
  database_unavailable: { status: 503, title: 'The database does not answer', mendedBy: 'administrator' },
  issuer_unavailable: { status: 503, title: 'Single sign-on does not answer', mendedBy: 'time' },
  busy: { status: 503, title: 'The server is busy', mendedBy: 'time' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof kinds;

export interface ProblemExtras {
  readonly faults?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An expected failure: `detail` is one sentence for the person who can mend it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly mendedBy: MendedBy;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = kinds[code].status;
    this.title = kinds[code].title;
    this.mendedBy = kinds[code].mendedBy;
    this.faults = extras.faults ?? [];
    this.headers = extras.headers ?? {};
  }
}

/** Every code with its status, for documentation and for the test that keeps both in step. */
export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = kinds;
