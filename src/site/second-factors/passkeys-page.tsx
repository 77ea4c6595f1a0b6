import { requireFreshSignIn } from '../../accounts/relation.ts';
import {
  removeSecondFactor,
  renamePasskey,
  secondFactorsOf,
} from '../../accounts/second-factors/manage-second-factors.ts';
import { MAX_PASSKEY_NAME_LENGTH } from '../../accounts/second-factors/passkey-name.ts';
import { offerPasskey, registerPasskey } from '../../accounts/second-factors/register-passkey.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import { json, passkeyProof } from './passkey-answers.ts';
import { NoPasskeys, PasskeyBox } from './passkey-box.tsx';
import { PasskeyTable } from './passkey-table.tsx';
import { showNewCodes } from './recovery-codes-page.tsx';
import type { SecondFactorDeps } from './second-factor-deps.ts';

/** `GET /account/security/passkeys`: asks for a fresh sign-in now, since script could not lead to it later. */
export function passkeysPage(deps: SecondFactorDeps): HttpHandler {
  return page(deps, (visit) => {
    requireFreshSignIn(requireViewer(visit), visit.now);
    return showPasskeys(deps, visit, {});
  });
}

/** `POST /account/security/passkeys/options` */
export function passkeyOptions(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit) => json(await offerPasskey(deps, requireViewer(visit))));
}

/** `POST /account/security/passkeys` */
export function addPasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { ...passkeyProof(fields), name: fields.text('name') };
    return orShow(
      async () => {
        const { recoveryCodes: codes } = await registerPasskey(deps, viewer, wish, originOf(visit.request));
        const said = `The passkey “${wish.name.trim()}” is added.`;
        if (codes !== undefined) return showNewCodes(visit, { codes, title: 'Your recovery codes', said });
        return seeOther(visit.site.urls.passkeys, [flash(deps, { kind: 'done', text: said })]);
      },
      (problem) => showPasskeys(deps, visit, { problem, name: wish.name }),
    );
  });
}

interface PasskeysView {
  readonly problem?: Problem;
  readonly name?: string;
}

async function showPasskeys(
  deps: SecondFactorDeps,
  visit: Visit,
  { problem, name }: PasskeysView,
): Promise<HttpAnswer> {
  const { passkeys } = await secondFactorsOf(deps.database, requireViewer(visit).actorId);
  const faults = problem?.faults ?? [];
  const { urls } = visit.site;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Security', href: urls.security }]} here="Passkeys" />
      <h1>Passkeys</h1>
      <p>
        A passkey is a key on your phone, your computer or a security key. It lets you in by a touch, without a
        password, and no other site can ask for it.
      </p>
      <ErrorSummary message={problem?.message} faults={faults} />
      {passkeys.length > 0 && <PasskeyTable visit={visit} passkeys={passkeys} />}
      <h2>Add a passkey</h2>
      {deps.relyingParty === undefined ? (
        <NoPasskeys visit={visit} />
      ) : (
        <PasskeyBox
          visit={visit}
          task="make"
          options={urls.passkeyOptions}
          action={urls.passkeys}
          button="Add a passkey"
          isPrimary
        >
          <Field
            name="name"
            label="Name"
            hint="What you will know it by, such as the device that it is on."
            required
            size="medium"
            maxLength={MAX_PASSKEY_NAME_LENGTH}
            value={name}
            error={faultAt(faults, 'name')}
          />
        </PasskeyBox>
      )}
    </>
  );
  return html(visit, { title: 'Passkeys', body });
}

/** `GET /account/security/passkeys/:passkey` */
export function passkeyPage(deps: SecondFactorDeps): HttpHandler {
  return page(deps, (visit) => showPasskey(deps, visit, {}));
}

/** `POST /account/security/passkeys/:passkey` */
export function renamePasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { passkey: visit.request.params['passkey'] ?? '', name: fields.text('name') };
    return orShow(
      async () => {
        await renamePasskey(deps, viewer, wish, originOf(visit.request));
        const text = `The passkey is called “${wish.name.trim()}” now.`;
        return seeOther(visit.site.urls.passkeys, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showPasskey(deps, visit, { problem, name: wish.name }),
    );
  });
}

/** `POST /account/security/passkeys/:passkey/remove` */
export function removePasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit) => {
    const wish = { factor: 'passkey', passkey: visit.request.params['passkey'] ?? '' } as const;
    await removeSecondFactor(deps, requireViewer(visit), wish, originOf(visit.request));
    const text = 'The passkey is removed here. The device may go on offering it until you delete it there too.';
    return seeOther(visit.site.urls.passkeys, [flash(deps, { kind: 'done', text })]);
  });
}

async function showPasskey(deps: SecondFactorDeps, visit: Visit, { problem, name }: PasskeysView): Promise<HttpAnswer> {
  const { passkeys } = await secondFactorsOf(deps.database, requireViewer(visit).actorId);
  const passkey = passkeys.find(({ publicId }) => publicId === visit.request.params['passkey']);
  if (passkey === undefined) throw new Problem('not_found', 'There is no such passkey.');
  const faults = problem?.faults ?? [];
  const { urls } = visit.site;
  const trail = [
    { label: 'Security', href: urls.security },
    { label: 'Passkeys', href: urls.passkeys },
  ];
  const body = (
    <>
      <Crumbs trail={trail} here={passkey.name} />
      <h1>{passkey.name}</h1>
      <ErrorSummary message={problem?.message} faults={faults} />
      <Form visit={visit} action={urls.passkey(passkey.publicId)} label="Rename">
        <Field
          name="name"
          label="Name"
          required
          size="medium"
          maxLength={MAX_PASSKEY_NAME_LENGTH}
          value={name ?? passkey.name}
          error={faultAt(faults, 'name')}
        />
        <p class="row">
          <Button kind="primary">Rename</Button>
          <a href={urls.passkeys}>Cancel</a>
        </p>
      </Form>
      <h2>Remove it</h2>
      <p>Whoever has the device can no longer sign in with this passkey. Sessions that it began go on.</p>
      <Form visit={visit} action={urls.removePasskey(passkey.publicId)} label="Remove">
        <p class="row">
          <Button kind="danger">Remove this passkey</Button>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: passkey.name, body });
}
