/** Signing in by a passkey alone, and confirming by one that it is still the same person. */
import {
  askAgain,
  askWhoSignsIn,
  proveAgain,
  signInWithPasskey,
} from '../../accounts/second-factors/sign-in-with-passkey.ts';
import { knownDevice } from '../../accounts/sessions/known-devices.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { form, requireViewer } from '../page.ts';
import { safeReturnPath } from '../return-path.ts';
import { seeOther } from '../see-other.ts';
import { knownDeviceCookie, knownDevicesOf, sessionCookie, signedIn } from '../signed-in.ts';
import { json, passkeyProof } from './passkey-answers.ts';
import { holderOf, type SecondFactorDeps } from './second-factor-deps.ts';

/** `POST /signin/passkey/options` */
export function signInPasskeyOptions(deps: SecondFactorDeps): HttpHandler {
  const ask = async (visit: Parameters<typeof holderOf>[1]) =>
    json(await askWhoSignsIn(deps, { holder: holderOf(deps, visit) }, originOf(visit.request)));
  return form(deps, ask, { isOpen: true });
}

/** `POST /signin/passkey` */
export function signInPasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(
    deps,
    async (visit, fields) => {
      const known = knownDevicesOf(deps, visit);
      const visitor = {
        holder: holderOf(deps, visit),
        isNewDevice: (publicId: string) => knownDevice(deps.secret, known, publicId, visit.now) === undefined,
        current: visit.viewer,
      };
      const { session, account } = await signInWithPasskey(
        deps,
        passkeyProof(fields),
        visitor,
        originOf(visit.request),
      );
      const returnPath = safeReturnPath(fields.text('return'));
      const to = returnPath === undefined ? visit.site.urls.home : visit.site.urls.local(returnPath);
      return signedIn(deps, visit, { session, accountPublicId: account.publicId, to });
    },
    { isOpen: true },
  );
}

/** `POST /signin/again/passkey/options` */
export function againPasskeyOptions(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit) => json(await askAgain(deps, requireViewer(visit))));
}

/** `POST /signin/again/passkey` */
export function againPasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const viewer = requireViewer(visit);
    const session = await proveAgain(deps, viewer, passkeyProof(fields), originOf(visit.request));
    const returnPath = safeReturnPath(fields.text('return'));
    const to = returnPath === undefined ? visit.site.urls.security : visit.site.urls.local(returnPath);
    return seeOther(to, [sessionCookie(deps, session), knownDeviceCookie(deps, visit, viewer.publicId)]);
  });
}
