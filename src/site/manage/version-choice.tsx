/** How people say which versions they mean: by ticking them, or by a rule. */
import type { Fault } from '../../base/problem.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { PlainSelection, VersionSelection } from '../../packages/bulk/version-selection.ts';
import { RadioGroup } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, type Choice } from '../ui/field.tsx';

const MAX_RULE_LENGTH = 256;

const choices: readonly Choice[] = [
  { value: 'versions', label: 'Those ticked below' },
  { value: 'pattern', label: 'By pattern', hint: '1.* or *-beta*; * alone is every version.' },
  { value: 'range', label: 'By range', hint: '[1.0, 2.0) or (, 1.5], as dependencies have it.' },
  { value: 'previews', label: 'All previews' },
  {
    value: 'older',
    label: 'Published before',
    hint: 'A day such as 2024-06-30, or a number: 90 stands for 90 days ago.',
  },
];

interface VersionChoiceProps {
  readonly selection: PlainSelection | undefined;
  readonly faults: readonly Fault[];
}

export function VersionChoice({ selection, faults }: VersionChoiceProps) {
  return (
    <>
      <RadioGroup
        name="choose"
        label="Which versions"
        options={choices}
        value={selection?.kind ?? 'versions'}
        error={faultAt(faults, 'choose')}
      />
      <Field
        name="rule"
        label="Pattern, range or time"
        hint="For the choices that need one."
        size="medium"
        isCode
        maxLength={MAX_RULE_LENGTH}
        value={selection !== undefined && 'text' in selection ? selection.text : ''}
        error={faultAt(faults, 'rule')}
      />
    </>
  );
}

export function readSelection(fields: FormFields): PlainSelection {
  const kind = fields.text('choose');
  const text = fields.text('rule');
  if (kind === 'pattern' || kind === 'range' || kind === 'older') return { kind, text };
  return kind === 'previews' ? { kind } : { kind: 'versions', versions: fields.all('version') };
}

/** The same once more, hidden: what a preview was of. */
export function HiddenSelection({ selection }: { readonly selection: VersionSelection }) {
  if (selection.kind === 'batch') return <input type="hidden" name="batch" value={selection.id} />;
  return (
    <>
      <input type="hidden" name="choose" value={selection.kind} />
      {'text' in selection && <input type="hidden" name="rule" value={selection.text} />}
      {selection.kind === 'versions' &&
        selection.versions.map((version) => <input type="hidden" name="version" value={version} />)}
    </>
  );
}

/** "that match 1.*": which versions a heading or a sentence speaks of. */
export function selectionText(selection: VersionSelection): string {
  if (selection.kind === 'versions') return 'that were ticked';
  if (selection.kind === 'previews') return 'that are previews';
  if (selection.kind === 'batch') return 'of that change that nobody has changed since';
  const text = selection.text.trim();
  if (selection.kind === 'pattern') return `that match ${text}`;
  if (selection.kind === 'range') return `in the range ${text}`;
  return /^\d+$/.test(text) ? `published more than ${text} days ago` : `published before ${text}`;
}
