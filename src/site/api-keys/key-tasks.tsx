import type { ApiKeyRow } from '../../accounts/keys/keys.queries.ts';
import { MAX_KEY_NAME_LENGTH } from '../../accounts/keys/key-wish.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { dateText, relativeText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { ConfirmFirst, mayFill } from './create-section.tsx';
import { PackageFields, ScopeFields } from './key-fields.tsx';
import type { OfferedPackages } from './offered-packages.ts';
import type { TypedKey } from './typed-key.ts';

interface TaskProps {
  readonly visit: Visit;
  readonly row: ApiKeyRow;
}

export interface EditForm {
  readonly values: TypedKey;
  readonly offered: OfferedPackages;
  readonly problem: Problem | undefined;
}

export function EditKey({ visit, row, edit }: TaskProps & { readonly edit: EditForm }) {
  const { values, offered, problem } = edit;
  const faults = problem?.faults ?? [];
  return (
    <section aria-labelledby="edit">
      <h2 id="edit">Edit</h2>
      <p>What uses the key goes on with it; what it may do is another from then on.</p>
      {mayFill(visit) ? (
        <Form visit={visit} action={visit.site.urls.apiKey(row.publicId)} label="Edit the key">
          <ErrorSummary message={problem?.message} faults={faults} />
          <Field
            name="name"
            label="Key name"
            required
            maxLength={MAX_KEY_NAME_LENGTH}
            value={values.name}
            error={faultAt(faults, 'name')}
          />
          <ScopeFields typed={values} faults={faults} />
          <PackageFields typed={values} offered={offered} faults={faults} />
          <p class="row">
            <Button kind="primary">Save</Button>
          </p>
        </Form>
      ) : (
        <ConfirmFirst visit={visit} />
      )}
    </section>
  );
}

interface RegenerateProps extends TaskProps {
  /** How long the new text will last. */
  readonly days: number;
  readonly problem: Problem | undefined;
}

export function RegenerateKey({ visit, row, days, problem }: RegenerateProps) {
  const end = dateText(visit.now + days * MICROSECONDS_PER_DAY);
  return (
    <section aria-labelledby="regenerate">
      <h2 id="regenerate">Regenerate</h2>
      <ErrorSummary message={problem?.message} />
      {row.revocation === 'leaked' ? (
        <p>This key leaked, so it does not come back. Look at what used it, and create a new key in its place.</p>
      ) : (
        <>
          <p>
            The key gets a new text, which lasts until {end}. {useText(visit, row)} It must get the new text, because
            the old one is refused at once.
          </p>
          {mayFill(visit) ? (
            <Form visit={visit} action={visit.site.urls.regenerateKey(row.publicId)} label="Regenerate the key">
              <input type="hidden" name="expires" value={row.expiresAt} />
              <p class="row">
                <Button kind="danger">Regenerate the key</Button>
              </p>
            </Form>
          ) : (
            <ConfirmFirst visit={visit} />
          )}
        </>
      )}
    </section>
  );
}

export function RevokeKey({ visit, row }: TaskProps) {
  return (
    <section aria-labelledby="revoke">
      <h2 id="revoke">Revoke</h2>
      <p>
        The key is refused from the next request on. {useText(visit, row)} Its settings stay here, and whose key it is
        can regenerate it with them.
      </p>
      <Form visit={visit} action={visit.site.urls.revokeApiKey(row.publicId)} label="Revoke the key">
        <p class="row">
          <Button kind="danger">Revoke the key</Button>
        </p>
      </Form>
    </section>
  );
}

/** Who would notice. */
function useText({ now }: Visit, { lastUsedAt, lastUsedClient, lastUsedAddress }: ApiKeyRow): string {
  if (lastUsedAt === null) return 'Nothing has used it yet.';
  const by = lastUsedClient === null ? '' : ` by ${lastUsedClient}`;
  const from = lastUsedAddress === null ? '' : ` from ${lastUsedAddress}`;
  return `It was last used ${relativeText(lastUsedAt, now)}${by}${from}.`;
}
