import type { Problem } from '../../base/problem.ts';
import type { OwnAccount } from '../../packages/owners/own-accounts.ts';
import { MAX_PATTERN_LENGTH, MIN_REQUESTED_LETTERS } from '../../packages/prefixes/prefix-pattern.ts';
import { MAX_PREFIX_TEXT_LENGTH, type PrefixRequestWish } from '../../packages/prefixes/request-prefix.ts';
import { Button } from '../ui/button.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, Select, TextArea } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';

/** What went wrong with a form of the page, and what it wished. */
export interface ShownAsking {
  readonly typed?: PrefixRequestWish;
  readonly problem?: Problem;
}

interface AskSectionProps {
  readonly visit: Visit;
  /** Those that the viewer may ask for. */
  readonly accounts: readonly OwnAccount[];
  readonly shown: ShownAsking;
  readonly isOpen: boolean;
}

/** "Ask for a prefix", with what administrators look at. */
export function AskSection({ visit, accounts, shown, isOpen }: AskSectionProps) {
  const { typed } = shown;
  const faults = shown.problem?.faults ?? [];
  const options = accounts.map(({ name }) => ({ value: name, label: name }));
  return (
    <Section title="Ask for a prefix" state="An administrator decides" isOpen={isOpen} id="ask">
      <p>A prefix is granted when</p>
      <ul>
        <li>it names you: your company, project or product, and is no word that others would use as well;</li>
        <li>it has at least {MIN_REQUESTED_LETTERS} letters or digits;</li>
        <li>people could be misled if somebody else published under it;</li>
        <li>your packages say who made them: authors, licence, readme, an icon.</li>
      </ul>
      <p>Packages of others that exist under it go on, without the mark.</p>
      <Form visit={visit} action={visit.site.urls.prefixes} label="Ask for a prefix">
        <Select
          name="account"
          label="For"
          options={options}
          value={typed?.account}
          error={faultAt(faults, 'account')}
        />
        <Field
          name="prefix"
          label="Prefix"
          hint="Acme.* stands for all ids that begin with Acme. and Acme.Http for this id alone."
          isCode
          size="medium"
          maxLength={MAX_PATTERN_LENGTH}
          value={typed?.prefix}
          error={faultAt(faults, 'prefix')}
          required
        />
        <TextArea
          name="reason"
          label="Why it is yours"
          hint="Name what shows it, such as a website, a repository or a trade mark."
          maxLength={MAX_PREFIX_TEXT_LENGTH}
          value={typed?.reason}
          error={faultAt(faults, 'reason')}
          required
        />
        <p class="row">
          <Button kind="primary">Ask</Button>
        </p>
      </Form>
    </Section>
  );
}
