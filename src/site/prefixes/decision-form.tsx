import type { Problem } from '../../base/problem.ts';
import type { PrefixRequest } from '../../packages/prefixes/prefix-requests.queries.ts';
import { MAX_PREFIX_TEXT_LENGTH } from '../../packages/prefixes/request-prefix.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/choices.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { faultAt } from '../ui/faults.ts';
import { TextArea } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

/** Who wants it, and why. What people wrote is theirs, so it is text. */
export function RequestFacts({ visit, request }: { readonly visit: Visit; readonly request: PrefixRequest }) {
  const { urls } = visit.site;
  const { account, askedBy, createdAt, reason } = request;
  return (
    <DefinitionList
      items={[
        { term: 'For', value: <a href={urls.profile(account.name)}>{account.name}</a> },
        {
          term: 'Asked by',
          value: askedBy === null ? 'Somebody who is gone' : <a href={urls.profile(askedBy)}>{askedBy}</a>,
        },
        { term: 'Asked', value: <Time at={createdAt} now={visit.now} show="both" /> },
        {
          term: 'Why it is theirs',
          value: <bdi class="prefix-reason">{reason}</bdi>,
        },
      ]}
    />
  );
}

export interface TypedDecision {
  readonly answer: string;
  readonly isPublic: boolean;
}

interface DecisionFormProps {
  readonly visit: Visit;
  readonly request: PrefixRequest;
  readonly mayGrant: boolean;
  readonly typed: TypedDecision | undefined;
  readonly problem: Problem | undefined;
}

/** Both answers to a request. */
export function DecisionForm({ visit, request, mayGrant, typed, problem }: DecisionFormProps) {
  const faults = problem?.faults ?? [];
  return (
    <Form visit={visit} action={visit.site.urls.adminPrefixes} label="Decide">
      <input type="hidden" name="request" value={request.publicId} />
      <TextArea
        name="answer"
        label="Answer"
        hint="Stands in the mail that tells them. A refusal needs one."
        rows={3}
        maxLength={MAX_PREFIX_TEXT_LENGTH}
        value={typed?.answer}
        error={faultAt(faults, 'answer')}
      />
      {mayGrant && (
        <CheckBox
          name="public"
          value="yes"
          label="Public"
          hint="Anybody may publish new ids under it; only packages of its owners get the mark."
          isChecked={typed?.isPublic ?? false}
          error={faultAt(faults, 'public')}
        />
      )}
      <p class="row">
        {mayGrant && (
          <Button kind="primary" name="action" value="grant">
            Grant <IdText text={request.prefix} />
          </Button>
        )}
        <Button name="action" value="refuse">
          Refuse the request
        </Button>
      </p>
    </Form>
  );
}
