import type { SessionPrincipal } from '../../accounts/principal.ts';
import { MAX_OWNER_MESSAGE_LENGTH } from '../../packages/owners/invited-account.ts';
import { MAX_OPEN_OWNER_INVITATIONS, MAX_OWNERS } from '../../packages/owners/ownership.ts';
import { Button } from '../ui/button.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, TextArea } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { OwnersTrouble } from './owners-trouble.ts';

/** Longest name of an account. */
const MAX_NAME_LENGTH = 64;

interface InviteOwnerFormProps {
  readonly visit: Visit;
  readonly displayId: string;
  readonly viewer: SessionPrincipal;
  readonly trouble: OwnersTrouble | undefined;
  /** Stands before the ids of its fields, on a page with other forms. */
  readonly prefix?: string;
}

export function InviteOwnerForm({ visit, displayId, viewer, trouble, prefix = '' }: InviteOwnerFormProps) {
  const { urls } = visit.site;
  const faults = trouble?.problem.faults ?? [];
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">Invite an owner</h2>
      <p>
        Owners publish and unlist versions, and invite and remove owners, you among them. Who is invited gets a mail and
        has 30 days to answer; an organization that you administer becomes an owner at once. A package has at most{' '}
        {MAX_OWNERS} owners and {MAX_OPEN_OWNER_INVITATIONS} open invitations.
      </p>
      <Form visit={visit} action={urls.packageOwners(displayId)}>
        <Field
          name="account"
          id={`${prefix}account`}
          label="Person or organization"
          hint="The name of the account."
          required
          size="medium"
          maxLength={MAX_NAME_LENGTH}
          value={trouble?.account}
          error={faultAt(faults, 'account')}
        />
        <TextArea
          name="message"
          id={`${prefix}message`}
          label="Message"
          hint="Stands in the mail."
          rows={3}
          maxLength={MAX_OWNER_MESSAGE_LENGTH}
          value={trouble?.message}
          error={faultAt(faults, 'message')}
        />
        <p class="row">
          <Button kind="primary">Invite</Button>
          {viewer.isAdministrator && <Button formAction={urls.packageOwnerAdd(displayId)}>Add without asking</Button>}
        </p>
      </Form>
    </section>
  );
}
