/** The URLs of second factors and of single sign-on: a part of the one table in routes.ts. */
import type { HttpHandler } from './http/exchange.ts';
import { writing } from './http/read-only.ts';
import type { Route } from './http/server.ts';
import { show, take } from './site/page-route.ts';
import {
  addAuthenticatorAppForm,
  authenticatorAppPage,
  removeAuthenticatorAppForm,
} from './site/second-factors/authenticator-app-page.tsx';
import {
  againPasskeyForm,
  againPasskeyOptions,
  signInPasskeyForm,
  signInPasskeyOptions,
} from './site/second-factors/passkey-sign-in.ts';
import {
  addPasskeyForm,
  passkeyOptions,
  passkeyPage,
  passkeysPage,
  removePasskeyForm,
  renamePasskeyForm,
} from './site/second-factors/passkeys-page.tsx';
import { recoveryCodesPage, renewRecoveryCodesForm } from './site/second-factors/recovery-codes-page.tsx';
import type { SecondFactorDeps } from './site/second-factors/second-factor-deps.ts';
import {
  secondStepForm,
  secondStepPage,
  secondStepPasskeyForm,
  secondStepPasskeyOptions,
} from './site/second-factors/second-step-page.tsx';
import { sitePaths } from './site/site-urls.ts';
import { firstVisitForm, firstVisitPage, linkForm } from './site/sign-on/first-visit-page.tsx';
import { unlinkIdentityForm } from './site/sign-on/identities-section.tsx';
import { comeBackFromIssuer, leaveForIssuer } from './site/sign-on/leave-and-return.tsx';
import type { SignOnDeps } from './site/sign-on/sign-on-deps.ts';

export function secondFactorPages(deps: SecondFactorDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  const ask = (path: string, handler: HttpHandler) => answerScript(path, writing(readOnly, handler));
  return [
    show(sitePaths.secondFactor, secondStepPage(deps)),
    write(sitePaths.secondFactor, secondStepForm(deps)),
    ask(sitePaths.secondFactorPasskeyOptions, secondStepPasskeyOptions(deps)),
    write(sitePaths.secondFactorPasskey, secondStepPasskeyForm(deps)),
    ask(sitePaths.signInPasskeyOptions, signInPasskeyOptions(deps)),
    write(sitePaths.signInPasskey, signInPasskeyForm(deps)),
    ask(sitePaths.signInAgainPasskeyOptions, againPasskeyOptions(deps)),
    write(sitePaths.signInAgainPasskey, againPasskeyForm(deps)),
    show(sitePaths.passkeys, passkeysPage(deps)),
    write(sitePaths.passkeys, addPasskeyForm(deps)),
    ask(sitePaths.passkeyOptions, passkeyOptions(deps)),
    show(sitePaths.passkey, passkeyPage(deps)),
    write(sitePaths.passkey, renamePasskeyForm(deps)),
    write(sitePaths.removePasskey, removePasskeyForm(deps)),
    show(sitePaths.authenticatorApp, authenticatorAppPage(deps)),
    write(sitePaths.authenticatorApp, addAuthenticatorAppForm(deps)),
    write(sitePaths.removeAuthenticatorApp, removeAuthenticatorAppForm(deps)),
    show(sitePaths.recoveryCodes, recoveryCodesPage(deps)),
    write(sitePaths.recoveryCodes, renewRecoveryCodesForm(deps)),
  ];
}

/** None of them where the settings name no issuer, but for what takes away a link that was made before. */
export function signOnPages(deps: SignOnDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  const unlink = write(sitePaths.unlinkIdentity, unlinkIdentityForm(deps));
  if (deps.signOn === undefined) return [unlink];
  return [
    unlink,
    write(sitePaths.signOn, leaveForIssuer(deps)),
    show(sitePaths.signOnCallback, writing(readOnly, comeBackFromIssuer(deps))),
    show(sitePaths.signOnAccount, firstVisitPage(deps)),
    write(sitePaths.signOnAccount, firstVisitForm(deps)),
    write(sitePaths.signOnLink, linkForm(deps)),
  ];
}

/** What script asks for: it gets problem documents, not pages. */
function answerScript(path: string, handler: HttpHandler): Route {
  return { methods: ['POST'], path, handler };
}
