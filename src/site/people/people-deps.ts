import type { ComponentChildren } from 'preact';
import type { AskResetDeps } from '../../accounts/people/ask-password-reset.ts';
import type { SetupDeps } from '../../accounts/people/first-administrator.ts';
import type { ChangePasswordDeps } from '../../accounts/people/change-password.ts';
import type { SignUpDeps } from '../../accounts/people/sign-up.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { Visit } from '../visit.ts';

/** What other areas put onto the pages of an account. */
export interface PeopleSlots {
  /** Ways to sign in beside the password: single sign-on, a passkey. `returnPath` is where the person wants to go. */
  readonly otherWaysIn: (visit: Visit, returnPath: string | undefined) => ComponentChildren;
  /** Ways to an account beside a form that is filled: single sign-on, with the invitation that was brought along. */
  readonly otherSignUps: (
    visit: Visit,
    ways: { readonly returnPath: string | undefined; readonly invitation: string | undefined },
  ) => ComponentChildren;
  /** Ways to prove beside the password that it is still the same person. */
  readonly otherProofs: (
    visit: Visit,
    returnPath: string | undefined,
  ) => ComponentChildren | Promise<ComponentChildren>;
  /** What lets the person in beside the password, on the page of security. */
  readonly factors: (visit: Visit, viewer: SessionPrincipal) => ComponentChildren | Promise<ComponentChildren>;
}

/** What the pages of people need. */
export interface PeopleDeps extends SiteDeps, SignUpDeps, ChangePasswordDeps, AskResetDeps, SetupDeps {
  readonly slots: PeopleSlots;
}
