import type { ComponentChildren } from 'preact';

/** What every field has. `id` is the name, unless two forms of a page share a name. */
export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly id?: string;
  /** One sentence that helps to fill it, under the label. */
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly value?: string | undefined;
  readonly required?: boolean;
}

const inputTypes = { text: { type: 'text' }, email: { type: 'email' }, number: { type: 'number' } } as const;

interface TextFieldProps extends FieldProps {
  readonly type?: keyof typeof inputTypes;
  /** A token of HTML's list for what is the reader's own. `off` would make browsers forget it on the way back. */
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly inputMode?: 'numeric' | 'email' | 'text';
  /** For ids, versions and patterns. */
  readonly isCode?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly size?: 'short' | 'medium' | 'full';
  readonly readOnly?: boolean;
  /** Where no field of a form must be filled, as of a filter, nobody needs to be told so. */
  readonly hidesOptional?: boolean;
}

/** A line of text. */
export function Field(props: TextFieldProps) {
  const { type = 'text', autocomplete, maxLength, inputMode, isCode = false, min, max } = props;
  const { size = 'full', readOnly, value, name, required } = props;
  return (
    <FieldFrame {...props} isOptional={required !== true && props.hidesOptional !== true}>
      <input
        {...fieldAttributes(props)}
        class={`input input-${size}${isCode ? ' code' : ''}`}
        {...inputTypes[type]}
        name={name}
        value={value}
        autocomplete={autocomplete}
        maxlength={maxLength}
        inputmode={inputMode}
        min={min}
        max={max}
        readonly={readOnly}
        required={required}
        spellcheck={isCode || type === 'email' ? false : undefined}
        autocapitalize={isCode || type === 'email' || autocomplete === 'username' ? 'none' : undefined}
      />
    </FieldFrame>
  );
}

interface PasswordFieldProps extends Omit<FieldProps, 'value'> {
  readonly autocomplete: 'current-password' | 'new-password';
  readonly maxLength: number;
}

/** A password; it is never shown again in a page, so there is no `value`. */
export function PasswordField(props: PasswordFieldProps) {
  return (
    <FieldFrame {...props} isOptional={props.required !== true}>
      <input
        {...fieldAttributes(props)}
        class="input"
        type="password"
        name={props.name}
        autocomplete={props.autocomplete}
        maxlength={props.maxLength}
        required={props.required}
      />
    </FieldFrame>
  );
}

interface FileFieldProps extends Omit<FieldProps, 'value'> {
  /** What a browser offers to choose: `.nupkg`. */
  readonly accept: string;
}

/** A file; the form needs `hasFile`. */
export function FileField(props: FileFieldProps) {
  return (
    <FieldFrame {...props}>
      <input
        {...fieldAttributes(props)}
        class="input input-file"
        type="file"
        name={props.name}
        accept={props.accept}
        required={props.required}
      />
    </FieldFrame>
  );
}

interface TextAreaProps extends FieldProps {
  readonly rows?: number;
  readonly maxLength: number;
  readonly isCode?: boolean;
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { name, value = '', rows = 4, maxLength, isCode = false, required } = props;
  return (
    <FieldFrame {...props} isOptional={required !== true}>
      <textarea
        {...fieldAttributes(props)}
        class={`input${isCode ? ' code' : ''}`}
        name={name}
        rows={rows}
        maxlength={maxLength}
        required={required}
      >
        {value}
      </textarea>
    </FieldFrame>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly isDisabled?: boolean;
}

interface SelectProps extends FieldProps {
  readonly options: readonly Choice[];
}

/** One of several in a menu. */
export function Select(props: SelectProps) {
  const { name, options, value, required } = props;
  return (
    <FieldFrame {...props}>
      <select {...fieldAttributes(props)} class="input input-medium" name={name} required={required}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

function idOf({ id, name }: Pick<FieldProps, 'id' | 'name'>): string {
  return id ?? name;
}

/** What ties an input to its label, hint and error. */
function fieldAttributes(props: Omit<FieldProps, 'value'>) {
  const id = idOf(props);
  const described = [
    ...(props.hint === undefined ? [] : [`${id}-hint`]),
    ...(props.error === undefined ? [] : [`${id}-error`]),
  ];
  return {
    id,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': props.error === undefined ? undefined : ('true' as const),
  };
}

interface FieldFrameProps extends Omit<FieldProps, 'value' | 'required'> {
  readonly isOptional?: boolean;
  readonly children: ComponentChildren;
}

function FieldFrame(props: FieldFrameProps) {
  const { label, hint, error, isOptional = false, children } = props;
  const id = idOf(props);
  return (
    <div class="field">
      <p class="field-head">
        <label for={id}>{label}</label>
        {isOptional && <span class="optional">optional</span>}
      </p>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      <FieldError id={id} error={error} />
    </div>
  );
}

/** The error of a field, beside it. */
export function FieldError({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="field-error" id={`${id}-error`}>
      {error}
    </p>
  );
}
