import type { PersonRow } from '../../accounts/people/people.queries.ts';
import { Button } from '../ui/button.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import type { Trouble } from './trouble.ts';

interface EmailProps {
  readonly visit: Visit;
  readonly account: PersonRow;
  readonly trouble: Trouble | undefined;
}

/** Where an organization's mail goes: the address in force, the one that waits, and the form for another. */
export function EmailSection({ visit, account, trouble }: EmailProps) {
  const { urls } = visit.site;
  const { name, email, unconfirmedEmail, emailConfirmedAt } = account;
  const isWaiting = unconfirmedEmail !== null || emailConfirmedAt === null;
  return (
    <Section
      title="Email address"
      id="address"
      state={stateOf(account)}
      isOpen={isWaiting || trouble?.email !== undefined}
    >
      {isWaiting && (
        <div class="row">
          <Form visit={visit} action={urls.organizationConfirmation(name)} layout="line" label="Send again">
            <Button>Send the mail again</Button>
          </Form>
          {unconfirmedEmail !== null && (
            <Form
              visit={visit}
              action={urls.organizationCancelChangeEmail(name)}
              layout="line"
              label="Keep the address"
            >
              <Button>Keep {email}</Button>
            </Form>
          )}
        </div>
      )}
      <Form visit={visit} action={urls.organizationChangeEmail(name)} label="Change the email address">
        <Field
          name="email"
          label="New email address"
          type="email"
          required
          maxLength={254}
          value={trouble?.email}
          error={faultAt(trouble?.problem.faults ?? [], 'email')}
          hint="A mail goes there first. An administrator of the organization confirms it with the link in that mail."
        />
        <p class="row">
          <Button kind="primary">Change address</Button>
        </p>
      </Form>
    </Section>
  );
}

function stateOf({ email, emailConfirmedAt, unconfirmedEmail }: PersonRow): string {
  if (unconfirmedEmail !== null) return `${unconfirmedEmail} waits`;
  return emailConfirmedAt === null ? `${email} is not confirmed` : email;
}
