import { MAX_API_KEY_LENGTH } from '../../accounts/keys/api-key.ts';
import { MAX_PLACE_LENGTH, revokeLeakedKey } from '../../accounts/keys/revoke-leaked-key.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import type { ApiKeysDeps } from './api-keys-page.tsx';

/** Whoever finds a key needs no account to end it, nor may they read a private gallery. */
const OPEN = { isOpen: true };

/** `GET /revoke-key` */
export function revokeLeakedKeyPage(deps: ApiKeysDeps): HttpHandler {
  return page(deps, (visit) => showForm(visit), OPEN);
}

/** `POST /revoke-key`: says the same whatever was sent, so that nobody learns here whether a text is a key. */
export function revokeLeakedKeyForm(deps: ApiKeysDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) =>
      orShow(
        async () => {
          const text = fields.text('key').trim();
          if (text === '') throw keyMissing();
          await deps.limiter.take('address', visit.request.address);
          await revokeLeakedKey(deps, { text, foundAt: fields.text('where') }, originOf(visit.request));
          return seeOther(visit.site.urls.revokeKey, [flash(deps, { kind: 'done', text: REVOKED })]);
        },
        (problem) => showForm(visit, { problem, where: fields.text('where') }),
      ),
    OPEN,
  );
}

const REVOKED = 'If that was a key of this gallery, it is refused from now on, and whose it was is told.';

function keyMissing(): Problem {
  const detail = 'The key is missing: paste all of it, from lode_ to its end.';
  return new Problem('bad_request', detail, { faults: [{ code: 'key_missing', detail, at: 'key' }] });
}

function showForm(visit: Visit, { problem, where = '' }: { problem?: Problem; where?: string } = {}): HttpAnswer {
  const faults = problem?.faults ?? [];
  return html(visit, {
    title: 'Revoke a leaked key',
    body: (
      <>
        <h1>Revoke a leaked key</h1>
        <p class="lead">
          You found an API key of this gallery where it should not be? Show it here, and it stops working at once. You
          need no account, and whose key it is hears of it by mail.
        </p>
        <Form visit={visit} action={visit.site.urls.revokeKey}>
          <ErrorSummary message={problem?.message} faults={faults} />
          <Field
            name="key"
            label="API key"
            hint="It begins with lode_."
            isCode
            maxLength={MAX_API_KEY_LENGTH}
            required
            error={faultAt(faults, 'key')}
          />
          <Field
            name="where"
            label="Where you found it"
            hint="A web address. It is told to whose key it is, without what stands behind a question mark."
            maxLength={MAX_PLACE_LENGTH}
            value={where}
          />
          <p class="row">
            <Button kind="danger">Revoke the key</Button>
          </p>
        </Form>
      </>
    ),
  });
}
