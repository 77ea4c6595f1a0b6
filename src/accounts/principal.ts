import type { Instant } from '../base/clock.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { globMatches, type ApiKeyScope } from './scopes.ts';

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
}

/** Whoever has a shell on the machine: may do everything, and is named so in the log. */
export interface OperatorPrincipal {
  readonly kind: 'operator';
}

export type Principal = KeyPrincipal | OperatorPrincipal;

/** Where a request came from; kept beside the log, apart from it, and for a limited time. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

/** Whether a key reaches an id with one of these scopes. Whether its owner owns the package is another question. */
export function keyReaches(key: KeyPrincipal, scopes: readonly ApiKeyScope[], id: PackageId): boolean {
  return scopes.some((scope) => key.scopes.includes(scope)) && key.globs.some((glob) => globMatches(glob, id.key));
}

/** How the log names the principal: who, for whom, with what. */
export function authorship(principal: Principal): {
  actor: number | null;
  onBehalfOf: number | null;
  credential: string;
} {
  if (principal.kind === 'operator') return { actor: null, onBehalfOf: null, credential: 'cli' };
  const { actorId, ownerId, keyPublicId } = principal;
  return { actor: actorId, onBehalfOf: ownerId === actorId ? null : ownerId, credential: `key:${keyPublicId}` };
}
