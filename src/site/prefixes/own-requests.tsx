import type { PrefixRequest } from '../../packages/prefixes/prefix-requests.queries.ts';
import type { OwnPrefixes } from '../../packages/prefixes/read-prefixes.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

/** What was asked for, and what became of it. */
export function OwnRequests({ visit, own }: { readonly visit: Visit; readonly own: OwnPrefixes }) {
  if (own.requests.length === 0) return null;
  const mine = new Set(own.askable.map(({ accountId }) => accountId));
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Your requests</h2>
      <Table
        caption="Your requests"
        isCaptionHidden
        rows={own.requests}
        columns={[
          {
            title: 'Prefix',
            isRowTitle: true,
            cell: ({ prefix }) => (
              <code>
                <IdText text={prefix} />
              </code>
            ),
          },
          { title: 'For', cell: ({ account }) => <IdText text={account.name} /> },
          { title: 'Asked', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="date" /> },
          { title: 'State', cell: (request) => <RequestState request={request} /> },
          {
            title: 'Actions',
            isTitleHidden: true,
            cell: (request) => mine.has(request.account.accountId) && <Withdraw visit={visit} request={request} />,
          },
        ]}
      />
    </section>
  );
}

const states = {
  granted: <Badge kind="green">Granted</Badge>,
  refused: <Badge kind="amber">Refused</Badge>,
  withdrawn: <Badge kind="outlined">Withdrawn</Badge>,
};

function RequestState({ request: { decision, answer } }: { readonly request: PrefixRequest }) {
  return (
    <>
      {decision === null ? <Badge kind="blue">Waits for an administrator</Badge> : states[decision]}
      {answer !== null && (
        <p class="hint">
          <bdi>{answer}</bdi>
        </p>
      )}
    </>
  );
}

function Withdraw({ visit, request }: { readonly visit: Visit; readonly request: PrefixRequest }) {
  if (request.decision !== null) return null;
  return (
    <Form visit={visit} action={visit.site.urls.prefixes} layout="line">
      <Button name="withdraw" value={request.publicId} label={`Withdraw the request for ${request.prefix}`} isSmall>
        Withdraw
      </Button>
    </Form>
  );
}
