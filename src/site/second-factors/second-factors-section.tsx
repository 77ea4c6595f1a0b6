import type { SessionPrincipal } from '../../accounts/principal.ts';
import { secondFactorsOf, type SecondFactors } from '../../accounts/second-factors/manage-second-factors.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { NoPasskeys } from './passkey-box.tsx';
import { PasskeyTable } from './passkey-table.tsx';
import type { SecondFactorDeps } from './second-factor-deps.ts';

/** The sections of `/account/security` about what a person has beside the password. */
export async function secondFactorSections(deps: SecondFactorDeps, visit: Visit, viewer: SessionPrincipal) {
  const factors = await secondFactorsOf(deps.database, viewer.actorId);
  return <SecondFactorSections visit={visit} factors={factors} mayHavePasskeys={deps.relyingParty !== undefined} />;
}

interface SectionsProps {
  readonly visit: Visit;
  readonly factors: SecondFactors;
  readonly mayHavePasskeys: boolean;
}

function SecondFactorSections({ visit, factors, mayHavePasskeys }: SectionsProps) {
  const { passkeys, app, recoveryCodesLeft: left } = factors;
  const { urls } = visit.site;
  const isUrgent = visit.viewer?.mustAddSecondFactor === true;
  return (
    <>
      <Section title="Passkeys" id="passkeys" state={countOf(passkeys.length)} isOpen={isUrgent}>
        <p>A key on your phone, your computer or a security key, which lets you in by a touch.</p>
        {passkeys.length > 0 && <PasskeyTable visit={visit} passkeys={passkeys} />}
        {mayHavePasskeys ? (
          <p class="row">
            <ButtonLink href={urls.passkeys} kind={isUrgent ? 'primary' : 'plain'}>
              Add a passkey
            </ButtonLink>
          </p>
        ) : (
          <NoPasskeys visit={visit} />
        )}
      </Section>
      <Section title="Authenticator app" id="app" state={appState(app)} isOpen={isUrgent}>
        <p>Six digits of an app on your phone, asked for after the password.</p>
        <p class="row">
          <ButtonLink href={urls.authenticatorApp}>{app === undefined ? 'Add an app' : 'Replace the app'}</ButtonLink>
        </p>
        {app !== undefined && (
          <Form visit={visit} action={urls.removeAuthenticatorApp} layout="line">
            <Button kind="danger">Remove the app</Button>
          </Form>
        )}
      </Section>
      <Section
        title="Recovery codes"
        id="recovery-codes"
        state={passkeys.length > 0 || app !== undefined ? `${left} left` : 'None'}
      >
        <p>Codes to write down, for the day on which your other ways in are out of reach.</p>
        <p class="row">
          <ButtonLink href={urls.recoveryCodes}>Manage recovery codes</ButtonLink>
        </p>
      </Section>
    </>
  );
}

function countOf(count: number): string {
  return count === 0 ? 'None' : String(count);
}

function appState(app: SecondFactors['app']): string {
  return app === undefined ? 'None' : `Added on ${dateText(app.createdAt)}`;
}
