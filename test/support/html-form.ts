/** What a form sends, once a person has filled it by its labels. */
import {
  attribute,
  ancestorsOf,
  elementsIn,
  elementsNamed,
  exactText,
  textOf,
  type HtmlElement,
} from './html-document.ts';

/** A file as somebody chooses it. */
export interface ChosenFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

type FieldValue = string | boolean | readonly string[] | ChosenFile;
export type FieldValues = Readonly<Record<string, FieldValue>>;

export interface SentForm {
  readonly action: string | undefined;
  readonly method: 'get' | 'post';
  readonly body: URLSearchParams | FormData;
}

/** One successful control, or one that may become it. */
interface Control {
  readonly element: HtmlElement;
  readonly name: string;
  /** Undefined where nothing is sent: not ticked, not chosen. */
  value: string | undefined;
  file?: ChosenFile;
}

/** The form around `button`, with its own values and, by label, those of `fields` in their place. */
export function formBody(root: HtmlElement, button: HtmlElement, fields: FieldValues): SentForm {
  const form = formOf(root, button);
  const controls: Control[] = elementsIn(root)
    .filter((element) => ['input', 'select', 'textarea'].includes(element.tagName) && owns(root, form, element))
    .map((element) => ({ element, name: attribute(element, 'name') ?? '', value: initialValue(element) }));
  for (const [label, value] of Object.entries(fields)) fill({ root, form, controls }, label, value);
  const body = attribute(form, 'enctype') === 'multipart/form-data' ? new FormData() : new URLSearchParams();
  for (const { element, name, value, file } of controls) {
    if (attribute(element, 'type') === 'file' && body instanceof FormData) body.append(name, fileOf(file));
    else if (name !== '' && value !== undefined && attribute(element, 'disabled') === undefined)
      body.append(name, value);
  }
  const pressed = attribute(button, 'name');
  if (pressed !== undefined) body.append(pressed, attribute(button, 'value') ?? '');
  const method = attribute(form, 'method')?.toLowerCase() === 'post' ? 'post' : 'get';
  return { action: attribute(button, 'formaction') ?? attribute(form, 'action'), method, body };
}

/** Where none was chosen, a browser sends one without a name and without bytes. */
function fileOf(file: ChosenFile | undefined): File {
  return new File(file === undefined ? [] : [Buffer.from(file.bytes)], file?.fileName ?? '');
}

function formOf(root: HtmlElement, element: HtmlElement): HtmlElement {
  const id = attribute(element, 'form');
  const forms =
    id === undefined ? ancestorsOf(element) : elementsIn(root).filter((each) => attribute(each, 'id') === id);
  const form = forms.find(({ tagName }) => tagName === 'form');
  if (form === undefined) throw new Error(`"${textOf(element)}" belongs to no form`);
  return form;
}

function owns(root: HtmlElement, form: HtmlElement, element: HtmlElement): boolean {
  const isInForm =
    attribute(element, 'form') !== undefined || ancestorsOf(element).some(({ tagName }) => tagName === 'form');
  return isInForm && formOf(root, element) === form;
}

function initialValue(element: HtmlElement): string | undefined {
  if (element.tagName === 'textarea') return exactText(element);
  if (element.tagName === 'select') {
    const options = elementsNamed(element, 'option');
    const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
    return chosen === undefined ? undefined : optionValue(chosen);
  }
  if (!isTickable(element)) return attribute(element, 'value') ?? '';
  return attribute(element, 'checked') === undefined ? undefined : (attribute(element, 'value') ?? 'on');
}

function optionValue(option: HtmlElement): string {
  return attribute(option, 'value') ?? textOf(option);
}

function isTickable(element: HtmlElement): boolean {
  return ['checkbox', 'radio'].includes(attribute(element, 'type') ?? '');
}

interface Filling {
  readonly root: HtmlElement;
  readonly form: HtmlElement;
  readonly controls: readonly Control[];
}

function fill(filling: Filling, label: string, value: FieldValue): void {
  if (typeof value === 'string' || typeof value === 'boolean') {
    const control = filling.controls.find(({ element }) => labelsOf(filling.root, element).includes(label));
    if (control !== undefined) return setControl(control, label, value);
  }
  if (typeof value === 'object' && 'bytes' in value) {
    const control = filling.controls.find(({ element }) => labelsOf(filling.root, element).includes(label));
    if (control === undefined) throw new Error(`the form has no field "${label}" for a file`);
    control.file = value;
    return;
  }
  const group = groupOf(filling, label);
  const wanted = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
  for (const each of wanted) {
    if (!group.some(({ labels }) => labels.includes(each))) throw new Error(`"${label}" has no choice "${each}"`);
  }
  for (const { control, labels } of group) {
    control.value = wanted.some((each) => labels.includes(each))
      ? (attribute(control.element, 'value') ?? 'on')
      : undefined;
  }
}

/** The boxes of the fieldset with that legend. */
function groupOf({ root, form, controls }: Filling, legend: string) {
  const fieldset = elementsNamed(form, 'fieldset').find((each) =>
    elementsNamed(each, 'legend').some((of) => textOf(of) === legend),
  );
  if (fieldset === undefined) {
    const labels = elementsNamed(form, 'label', 'legend').map(textOf);
    throw new Error(`the form has no field "${legend}"; it has ${JSON.stringify(labels)}`);
  }
  const inside = elementsIn(fieldset);
  return controls
    .filter(({ element }) => inside.includes(element) && isTickable(element))
    .map((control) => ({ control, labels: labelsOf(root, control.element) }));
}

function labelsOf(root: HtmlElement, element: HtmlElement): string[] {
  const id = attribute(element, 'id');
  const named = attribute(element, 'aria-label');
  const labels = elementsNamed(root, 'label').filter((label) => id !== undefined && attribute(label, 'for') === id);
  const around = ancestorsOf(element).filter(({ tagName }) => tagName === 'label');
  return [...labels, ...around].map(textOf).concat(named === undefined ? [] : [named]);
}

function setControl(control: Control, label: string, value: string | boolean): void {
  const { element } = control;
  if (isTickable(element)) {
    if (typeof value !== 'boolean') throw new Error(`"${label}" is ticked or not: give true or false`);
    control.value = value ? (attribute(element, 'value') ?? 'on') : undefined;
  } else if (typeof value === 'boolean') {
    throw new Error(`"${label}" takes a text`);
  } else if (element.tagName === 'select') {
    const options = elementsNamed(element, 'option');
    const option = options.find((each) => textOf(each) === value || optionValue(each) === value);
    if (option === undefined)
      throw new Error(`"${label}" offers ${JSON.stringify(options.map(textOf))}, not "${value}"`);
    control.value = optionValue(option);
  } else {
    control.value = value;
  }
}
