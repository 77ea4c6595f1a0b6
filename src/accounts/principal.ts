import type { Instant } from '../base/clock.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { globMatches, type ApiKeyScope } from './keys/scopes.ts';

/** Somebody who holds an API key: `ownerId` is whose packages it reaches, `actorId` who answers for what it does. */
export interface KeyPrincipal {
  readonly kind: 'key';
  readonly keyPublicId: string;
  readonly actorId: number;
  readonly ownerId: number;
  readonly ownerName: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly globs: readonly string[];
  readonly expiresAt: Instant;
  /** When the key stops because somebody who saw its text left; null for nearly all. */
  readonly rotateBefore: Instant | null;
}

/** A person who is signed in at the site. */
export interface SessionPrincipal {
  readonly kind: 'session';
  readonly sessionPublicId: string;
  /** The person's row. Sessions are people's only: an organization never signs in. */
  readonly actorId: number;
  readonly publicId: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  /** Whether the person's email address is confirmed: nothing may be published or shared before. */
  readonly isConfirmed: boolean;
  /** When the person last proved who they are in this session: dangerous actions ask for it again after an hour. */
  readonly authenticatedAt: Instant;
  /** Whether a second factor, or a passkey, was part of that. */
  readonly hasSecondFactor: boolean;
  /** Administrators have made a second factor a duty, and this person has none yet. */
  readonly mustAddSecondFactor: boolean;
}

/** Whoever has a shell on the machine: may do everything, and is named so in the log. */
export interface OperatorPrincipal {
  readonly kind: 'operator';
}

export type Principal = KeyPrincipal | SessionPrincipal | OperatorPrincipal;

/** A person at the site who publishes for an account: their own, or an organization of theirs. */
export interface PublishingSession extends SessionPrincipal {
  readonly ownerId: number;
  readonly ownerName: string;
}

/** Who publishes. For whom is said by a key itself, and chosen by a person at the site. */
export type Publisher = KeyPrincipal | PublishingSession | OperatorPrincipal;

/** Where a request came from; kept beside the log, apart from it, and for a limited time. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

/** Whether a key reaches an id with one of these scopes. Whether its owner owns the package is another question. */
export function keyReaches(key: KeyPrincipal, scopes: readonly ApiKeyScope[], id: PackageId): boolean {
  return scopes.some((scope) => key.scopes.includes(scope)) && key.globs.some((glob) => globMatches(glob, id.key));
}

/** Who an event names: see `NewEvent`. */
export interface Authorship {
  readonly actor: number | null;
  readonly onBehalfOf: number | null;
  readonly credential: string;
}

/** What nobody did: time ran out. */
export const SYSTEM: Authorship = { actor: null, onBehalfOf: null, credential: 'system' };

/** How the log names the principal: who, for whom (`accountId`, where that is another account), with what. */
export function authorship(principal: Principal, accountId?: number): Authorship {
  if (principal.kind === 'operator') return { actor: null, onBehalfOf: accountId ?? null, credential: 'cli' };
  const { actorId } = principal;
  if (principal.kind === 'key') {
    const { ownerId, keyPublicId } = principal;
    return { actor: actorId, onBehalfOf: ownerId === actorId ? null : ownerId, credential: `key:${keyPublicId}` };
  }
  const onBehalfOf = accountId === undefined || accountId === actorId ? null : accountId;
  return { actor: actorId, onBehalfOf, credential: `session:${principal.sessionPublicId}` };
}
