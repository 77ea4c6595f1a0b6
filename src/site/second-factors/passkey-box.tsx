import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';

interface PasskeyBoxProps {
  readonly visit: Visit;
  /** `make` a new one, or `use` one that is there. */
  readonly task: 'make' | 'use';
  /** Where the script asks what the authenticator is to sign. */
  readonly options: string;
  /** Where the answer is sent to, with what else the form has. */
  readonly action: string;
  readonly button: string;
  readonly isPrimary?: boolean;
  /** More fields of the form. */
  readonly children?: ComponentChildren;
}

/** A form that a passkey fills: the one thing on the site that needs script, and says so where there is none. */
export function PasskeyBox(props: PasskeyBoxProps) {
  const { visit, task, options, action, button, isPrimary = false, children } = props;
  return (
    <div class="stack" data-passkey={task} data-options={options}>
      <noscript>
        <p class="muted">Passkeys need JavaScript, which this browser does not run here.</p>
      </noscript>
      <div hidden data-passkey-form>
        <Form visit={visit} action={action} label={button}>
          <input type="hidden" name="ticket" />
          <input type="hidden" name="answer" />
          {children}
          <p class="row">
            <Button kind={isPrimary ? 'primary' : 'plain'}>{button}</Button>
          </p>
        </Form>
      </div>
      <p role="alert" hidden data-passkey-note />
      <script type="module" src={visit.site.assets.url('passkeys.js')} />
    </div>
  );
}

/** What stands in its place where browsers have no passkeys. */
export function NoPasskeys({ visit }: { readonly visit: Visit }) {
  return (
    <p class="muted">
      Passkeys need https: browsers have them on https and on http://localhost only, and this gallery is reached by{' '}
      <span class="code">{visit.site.urls.origin}</span>.
    </p>
  );
}
