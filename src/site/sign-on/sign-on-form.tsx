import type { SignOnPurpose } from '../../accounts/sign-on/sign-on-ticket.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';

interface SignOnFormProps {
  readonly visit: Visit;
  readonly purpose: SignOnPurpose;
  /** "Sign in with Example". */
  readonly button: string;
  readonly returnPath?: string | undefined;
  /** The text of an invitation's link, to be used if this makes an account. */
  readonly invitation?: string | undefined;
  readonly isPrimary?: boolean;
}

/** The way to the issuer: a form, since something is written down before anybody leaves. */
export function SignOnForm({ visit, purpose, button, returnPath, invitation, isPrimary = false }: SignOnFormProps) {
  return (
    <Form visit={visit} action={visit.site.urls.signOn} label={button}>
      <input type="hidden" name="purpose" value={purpose} />
      {returnPath !== undefined && <input type="hidden" name="return" value={returnPath} />}
      {invitation !== undefined && <input type="hidden" name="invitation" value={invitation} />}
      <p class="row">
        <Button kind={isPrimary ? 'primary' : 'plain'}>{button}</Button>
      </p>
    </Form>
  );
}
