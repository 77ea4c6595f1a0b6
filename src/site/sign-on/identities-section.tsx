import type { SessionPrincipal } from '../../accounts/principal.ts';
import { identitiesOfAccount } from '../../accounts/sign-on/identities.queries.ts';
import { unlinkIdentity } from '../../accounts/sign-on/link-identity.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { form, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { sitePaths } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { SignOnDeps } from './sign-on-deps.ts';
import { SignOnForm } from './sign-on-form.tsx';

/** The section of `/account/security` about single sign-on; nothing where there is none and never was. */
export async function identitiesSection(deps: SignOnDeps, visit: Visit, viewer: SessionPrincipal) {
  const identities = await identitiesOfAccount(deps.database, viewer.actorId);
  const { signOn } = deps;
  if (signOn === undefined && identities.length === 0) return null;
  const { urls } = visit.site;
  return (
    <Section
      title="Single sign-on"
      id="single-sign-on"
      state={identities.length === 0 ? 'None' : String(identities.length)}
    >
      <p>Accounts elsewhere that let you in here.</p>
      {identities.length > 0 && (
        <Table
          caption="Who you are elsewhere"
          isCaptionHidden
          rows={identities}
          columns={[
            { title: 'Name there', isRowTitle: true, cell: ({ label }) => label },
            { title: 'Issuer', cell: ({ issuer }) => issuer },
            { title: 'Linked', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="date" /> },
            {
              title: 'Unlink',
              isTitleHidden: true,
              cell: ({ publicId, label }) => (
                <Form visit={visit} action={urls.unlinkIdentity(publicId)} layout="line">
                  <Button isSmall label={`Unlink ${label}`}>
                    Unlink
                  </Button>
                </Form>
              ),
            },
          ]}
        />
      )}
      {signOn !== undefined && (
        <SignOnForm visit={visit} purpose="link" button={`Link ${signOn.name}`} returnPath={sitePaths.security} />
      )}
    </Section>
  );
}

/** `POST /account/security/identities/:identity/unlink` */
export function unlinkIdentityForm(deps: SignOnDeps): HttpHandler {
  return form(deps, async (visit) => {
    const { request, site } = visit;
    await unlinkIdentity(deps, requireViewer(visit), request.params['identity'] ?? '', originOf(request));
    const text = 'It is unlinked: nobody comes in here by it any more.';
    return seeOther(site.urls.security, [flash(deps, { kind: 'done', text })]);
  });
}
