import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireWishFor } from './answer-transformation.ts';
import { transformationOf, type TransformationRow } from './transformations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** The caller's own wish to become an organization, while somebody can answer it. */
export async function ownTransformation(
  { database, clock }: Deps,
  principal: SessionPrincipal,
): Promise<TransformationRow | undefined> {
  const wish = await transformationOf(database, principal.actorId);
  return wish !== undefined && wish.expiresAt > clock.now() ? wish : undefined;
}

/** The wish that the caller is asked to agree to; `not_found` for anybody else's, and for one that holds no more. */
export function transformationToAnswer(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  transformation: string,
): Promise<TransformationRow> {
  return requireWishFor(database, principal, transformation, clock.now());
}
