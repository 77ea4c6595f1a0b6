import { waysInOf } from '../../accounts/sign-on/identities.queries.ts';
import type { PeopleSlots } from '../people/people-deps.ts';
import { PasskeyBox } from '../second-factors/passkey-box.tsx';
import type { SecondFactorDeps } from '../second-factors/second-factor-deps.ts';
import { secondFactorSections } from '../second-factors/second-factors-section.tsx';
import { identitiesSection } from './identities-section.tsx';
import type { SignOnDeps } from './sign-on-deps.ts';
import { SignOnForm } from './sign-on-form.tsx';

type Deps = SignOnDeps & SecondFactorDeps;

/** What single sign-on and second factors put onto the pages of people. */
export function peopleSlots(deps: Deps): PeopleSlots {
  return {
    otherWaysIn: waysIn(deps),
    otherSignUps: signUps(deps),
    otherProofs: proofs(deps),
    factors: async (visit, viewer) => (
      <>
        {await secondFactorSections(deps, visit, viewer)}
        {await identitiesSection(deps, visit, viewer)}
      </>
    ),
  };
}

function waysIn({ signOn, relyingParty, isIssuerOnly }: Deps): PeopleSlots['otherWaysIn'] {
  return (visit, returnPath) => (
    <>
      {signOn !== undefined && (
        <SignOnForm
          visit={visit}
          purpose="sign-in"
          button={`Sign in with ${signOn.name}`}
          returnPath={returnPath}
          isPrimary={isIssuerOnly}
        />
      )}
      {relyingParty !== undefined && (
        <PasskeyBox
          visit={visit}
          task="use"
          options={visit.site.urls.signInPasskeyOptions}
          action={visit.site.urls.signInPasskey}
          button="Use a passkey"
        >
          <ReturnPath path={returnPath} />
        </PasskeyBox>
      )}
    </>
  );
}

function signUps({ signOn }: Deps): PeopleSlots['otherSignUps'] {
  return (visit, { returnPath, invitation }) =>
    signOn !== undefined && (
      <SignOnForm
        visit={visit}
        purpose="sign-in"
        button={`Go on with ${signOn.name}`}
        returnPath={returnPath}
        invitation={invitation}
      />
    );
}

/** Only what the person has: a passkey of theirs, somebody elsewhere who is them. */
function proofs({ database, signOn, relyingParty }: Deps): PeopleSlots['otherProofs'] {
  return async (visit, returnPath) => {
    const { hasPasskey, issuers } = await waysInOf(database, visit.viewer?.actorId ?? 0);
    return (
      <>
        {relyingParty !== undefined && hasPasskey && (
          <PasskeyBox
            visit={visit}
            task="use"
            options={visit.site.urls.signInAgainPasskeyOptions}
            action={visit.site.urls.signInAgainPasskey}
            button="Confirm by a passkey"
          >
            <ReturnPath path={returnPath} />
          </PasskeyBox>
        )}
        {signOn !== undefined && issuers.length > 0 && (
          <SignOnForm visit={visit} purpose="again" button={`Confirm with ${signOn.name}`} returnPath={returnPath} />
        )}
      </>
    );
  };
}

function ReturnPath({ path }: { readonly path: string | undefined }) {
  return path === undefined ? null : <input type="hidden" name="return" value={path} />;
}
