import type { Fault } from '../../base/problem.ts';
import { MAX_DEPRECATION_MESSAGE_LENGTH, type DeprecationWords } from '../../packages/deprecation/deprecation-wish.ts';
import type { FormFields } from '../../http/form-body.ts';
import { CheckBox } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, TextArea } from '../ui/field.tsx';

interface DeprecationFieldsProps {
  readonly words: DeprecationWords;
  readonly faults: readonly Fault[];
}

/** Reasons, what to use instead, and a message. */
export function DeprecationFields({ words, faults }: DeprecationFieldsProps) {
  return (
    <>
      <Reasons words={words} faults={faults} />
      <div class="manage-pair">
        <Field
          name="alternatePackageId"
          label="Use instead: package"
          hint="An id that is here."
          isCode
          maxLength={128}
          value={words.alternatePackageId}
          error={faultAt(faults, 'alternatePackageId')}
        />
        <Field
          name="alternatePackageVersion"
          label="Use instead: version"
          hint="From this one on; empty for any."
          isCode
          maxLength={256}
          value={words.alternatePackageVersion}
          error={faultAt(faults, 'alternatePackageVersion')}
        />
      </div>
      <TextArea
        name="message"
        label="Message"
        hint="Shown on the page of the version. Needed for “Other”."
        rows={3}
        maxLength={MAX_DEPRECATION_MESSAGE_LENGTH}
        value={words.message}
        error={faultAt(faults, 'message')}
      />
    </>
  );
}

function Reasons({ words, faults }: DeprecationFieldsProps) {
  return (
    <fieldset class="choices">
      <legend>Reasons</legend>
      <p class="hint">None ticked: the deprecation is taken back.</p>
      <CheckBox
        name="isLegacy"
        value="true"
        label="Legacy"
        hint="It is no longer maintained."
        isChecked={words.isLegacy}
        error={faultAt(faults, 'isLegacy')}
      />
      <CheckBox
        name="hasCriticalBugs"
        value="true"
        label="Critical bugs"
        hint="It has bugs that make it unfit for use."
        isChecked={words.hasCriticalBugs}
      />
      <CheckBox name="isOther" value="true" label="Other" hint="The message says why." isChecked={words.isOther} />
    </fieldset>
  );
}

export function readWords(fields: FormFields): DeprecationWords {
  const isTicked = (name: string) => fields.text(name) === 'true';
  return {
    isLegacy: isTicked('isLegacy'),
    hasCriticalBugs: isTicked('hasCriticalBugs'),
    isOther: isTicked('isOther'),
    alternatePackageId: fields.text('alternatePackageId'),
    alternatePackageVersion: fields.text('alternatePackageVersion'),
    message: fields.text('message'),
  };
}

/** The same once more, hidden: what a preview was of. */
export function HiddenWords({ words }: { readonly words: DeprecationWords }) {
  return (
    <>
      {Object.entries(words).map(([name, value]: [string, boolean | string]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
    </>
  );
}
