import type { ComponentChildren } from 'preact';
import { FieldError, type Choice } from './field.tsx';
import { IdText } from './id-text.tsx';

interface CheckBoxProps {
  readonly name: string;
  readonly label: ComponentChildren;
  /** What is sent when it is ticked. */
  readonly value?: string;
  readonly id?: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  readonly required?: boolean;
}

/** One choice between yes and no. Not ticked, it is not sent at all. */
export function CheckBox(props: CheckBoxProps) {
  const { name, label, value = 'on', id = name, hint, error, isChecked = false, isDisabled, required } = props;
  return (
    <div class="choice">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={isChecked}
        disabled={isDisabled}
        required={required}
        aria-describedby={describedBy(id, hint, error)}
        aria-invalid={error === undefined ? undefined : 'true'}
      />
      <div>
        <label for={id}>{typeof label === 'string' ? <IdText text={label} /> : label}</label>
        <Hint id={id} hint={hint} />
        <FieldError id={id} error={error} />
      </div>
    </div>
  );
}

interface RowCheckBoxProps {
  readonly name: string;
  readonly value: string;
  /** What is picked, for who cannot see the row: the id of a package, say. */
  readonly label: string;
  /** The id of the form, since a form cannot stand around rows. */
  readonly form?: string;
  readonly isChecked?: boolean;
}

/** Picks one row of a table; what stands in the row says which. */
export function RowCheckBox({ name, value, label, form, isChecked = false }: RowCheckBoxProps) {
  return (
    <label class="pick">
      <input type="checkbox" name={name} value={value} form={form} checked={isChecked} />
      <span class="visually-hidden">{label}</span>
    </label>
  );
}

interface GroupProps {
  readonly name: string;
  readonly label: string;
  readonly id?: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly options: readonly Choice[];
  /** So many that they scroll in a box of their own. */
  readonly isScrolled?: boolean;
}

/** One of several, all of them in sight. */
export function RadioGroup(props: GroupProps & { readonly value?: string | undefined; readonly required?: boolean }) {
  const { name, id = name, options, value, required } = props;
  return (
    <ChoiceGroup {...props}>
      {options.map((option, index) => {
        const of = optionId(id, index);
        return (
          <div class="choice">
            <input
              type="radio"
              id={of}
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.isDisabled}
              required={required}
              aria-describedby={describedBy(of, option.hint, undefined)}
            />
            <div>
              <label for={of}>
                <IdText text={option.label} />
              </label>
              <Hint id={of} hint={option.hint} />
            </div>
          </div>
        );
      })}
    </ChoiceGroup>
  );
}

/** Any of several, all of them in sight; `FormFields.all(name)` has those that were ticked. */
export function CheckBoxGroup(props: GroupProps & { readonly values?: readonly string[] }) {
  const { name, id = name, options, values = [] } = props;
  return (
    <ChoiceGroup {...props}>
      {options.map((option, index) => (
        <CheckBox
          id={optionId(id, index)}
          name={name}
          value={option.value}
          label={option.label}
          hint={option.hint}
          isChecked={values.includes(option.value)}
          isDisabled={option.isDisabled ?? false}
        />
      ))}
    </ChoiceGroup>
  );
}

/** The first option has the group's own id, so that an error on top leads to it. */
function optionId(id: string, index: number): string {
  return index === 0 ? id : `${id}-${index + 1}`;
}

function ChoiceGroup(props: GroupProps & { readonly children: ComponentChildren }) {
  const { name, id = name, label, hint, error, isScrolled = false, children } = props;
  return (
    <fieldset
      class={isScrolled ? 'choices choices-scrolled' : 'choices'}
      aria-describedby={describedBy(`${id}-group`, hint, error)}
    >
      <legend>{label}</legend>
      <Hint id={`${id}-group`} hint={hint} />
      {children}
      <FieldError id={`${id}-group`} error={error} />
    </fieldset>
  );
}

function Hint({ id, hint }: { readonly id: string; readonly hint: ComponentChildren }) {
  if (hint === undefined) return null;
  return (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  );
}

function describedBy(id: string, hint: ComponentChildren, error: string | undefined): string | undefined {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return ids.length === 0 ? undefined : ids.join(' ');
}
