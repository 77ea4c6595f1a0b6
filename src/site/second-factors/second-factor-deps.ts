import type { AppDeps } from '../../accounts/second-factors/add-authenticator-app.ts';
import type { SecondStepDeps } from '../../accounts/second-factors/finish-sign-in.ts';
import type { PasskeySignInDeps } from '../../accounts/second-factors/sign-in-with-passkey.ts';
import { VISITOR_COOKIE, type Visit } from '../visit.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages of second factors need. */
export interface SecondFactorDeps extends SiteDeps, PasskeySignInDeps, SecondStepDeps, AppDeps {}

/** What only this browser brings along: a question that it was asked can be answered by no other. */
export function holderOf({ cookies }: Pick<SiteDeps, 'cookies'>, { viewer, request }: Visit): string {
  if (viewer !== undefined) return `session ${viewer.sessionPublicId}`;
  return `visitor ${cookies.read(request, VISITOR_COOKIE) ?? ''}`;
}
