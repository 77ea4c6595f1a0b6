import type { Deprecation } from '../../catalog/deprecation.ts';
import type { DeprecationRule } from '../../packages/deprecation/deprecation.queries.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/choices.tsx';
import { Form } from '../ui/form.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { deprecationText } from './version-words.ts';

interface DeprecationRulesProps {
  readonly visit: Visit;
  readonly displayId: string;
  readonly rules: readonly DeprecationRule[];
}

/** By which versions that are pushed later are deprecated at once; nothing where there are none. */
export function DeprecationRules({ visit, displayId, rules }: DeprecationRulesProps) {
  if (rules.length === 0) return null;
  const columns: Column<DeprecationRule>[] = [
    { title: 'Later versions in', isRowTitle: true, cell: ({ range }) => <code>{range}</code> },
    {
      title: 'Are deprecated for',
      cell: ({ deprecation }) => deprecationText(JSON.parse(deprecation) as Deprecation),
    },
    { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="date" /> },
    {
      title: 'Remove',
      isTitleHidden: true,
      cell: ({ publicId, range }) => (
        <Form visit={visit} action={visit.site.urls.manageDeprecationRules(displayId)} layout="line">
          <input type="hidden" name="rule" value={publicId} />
          <CheckBox
            id={`back-${publicId}`}
            name="takesBack"
            value="true"
            label="Also take back what it says of versions now"
          />
          <Button isSmall label={`Remove the rule for ${range}`}>
            Remove
          </Button>
        </Form>
      ),
    },
  ];
  return <Table caption="Rules for versions that are pushed later" columns={columns} rows={rules} />;
}
