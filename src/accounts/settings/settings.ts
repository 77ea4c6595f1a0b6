/**
 * What administrators decide, as one table: each setting with its default, what it may be, and a sentence that says what it
 * does. The rows hold only what was changed; every change is an event.
 */
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { settingValue } from './settings.queries.ts';

interface Choice {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
  readonly label: string;
  readonly meaning: string;
}

interface Count {
  readonly kind: 'count';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly label: string;
  readonly meaning: string;
}

interface Text {
  readonly kind: 'text';
  readonly default: string;
  readonly most: number;
  readonly label: string;
  readonly meaning: string;
}

export type SettingDefinition = Choice | Count | Text;

const PAGE_MEANING = 'In Markdown. While it is empty, the page says that the operator has not written it yet.';
const MOST_CHARACTERS_OF_A_PAGE = 40_000;

const definitions = {
  'require-second-factor': {
    kind: 'choice',
    default: 'nobody',
    choices: ['nobody', 'administrators', 'everyone'],
    label: 'Require a second factor',
    meaning: 'Who must have a passkey or an authenticator app before anything else can be done on the site.',
  },
  'key-days': {
    kind: 'count',
    default: 365,
    least: 1,
    most: 365,
    label: 'Longest life of an API key, in days',
    meaning: 'New keys cannot last longer. Keys that exist keep their end.',
  },
  'key-rotation-days': {
    kind: 'count',
    default: 7,
    least: 1,
    most: 90,
    label: 'Days to replace a key whose reader left',
    meaning:
      "When somebody who saw the text of an organization's own key leaves the organization, the key stops after so many days unless its text is replaced.",
  },
  'origin-days': {
    kind: 'count',
    default: 180,
    least: 1,
    most: 3_650,
    label: 'Days that addresses are kept',
    meaning: 'How long the history keeps the network address and the program that a change came from.',
  },
  'readme-image-hosts': {
    kind: 'text',
    default: '',
    most: 4_000,
    label: 'Hosts whose images readmes may show',
    meaning:
      'One host a line, such as img.shields.io. Browsers of readers fetch images from there, so the host learns who reads; images of other hosts are shown as links.',
  },
  'page-about': {
    kind: 'text',
    default: '',
    most: MOST_CHARACTERS_OF_A_PAGE,
    label: 'Page: About',
    meaning: PAGE_MEANING,
  },
  'page-terms': {
    kind: 'text',
    default: '',
    most: MOST_CHARACTERS_OF_A_PAGE,
    label: 'Page: Terms of use',
    meaning: PAGE_MEANING,
  },
  'page-privacy': {
    kind: 'text',
    default: '',
    most: MOST_CHARACTERS_OF_A_PAGE,
    label: 'Page: Privacy',
    meaning: PAGE_MEANING,
  },
  'page-contact': {
    kind: 'text',
    default: '',
    most: MOST_CHARACTERS_OF_A_PAGE,
    label: 'Page: Contact',
    meaning: PAGE_MEANING,
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingName = keyof typeof definitions;
type ValueOf<Name extends SettingName> = Name extends unknown
  ? (typeof definitions)[Name] extends { readonly kind: 'count' }
    ? number
    : (typeof definitions)[Name] extends { readonly choices: readonly (infer Value)[] }
      ? Value
      : string
  : never;

export const settingDefinitions: Readonly<Record<SettingName, SettingDefinition>> = definitions;

/** Every setting, in the order of the table. */
export const settingNames = Object.keys(definitions) as readonly SettingName[];

/** The setting that goes by this name, or a Problem that names them all. */
export function parseSettingName(text: string): SettingName {
  if (Object.hasOwn(definitions, text)) return text as SettingName;
  throw new Problem('not_found', `There is no setting ${text}: there are ${Object.keys(definitions).join(', ')}.`);
}

/** The value as it is stored, or a Problem that says what it may be. */
export function parseSettingValue(name: SettingName, text: string): string {
  const definition = settingDefinitions[name];
  const value = text.trim();
  if (definition.kind === 'text') {
    const lines = value.replace(/\r\n?/g, '\n');
    if (lines.length <= definition.most) return lines;
    throw unfit(name, `it takes at most ${definition.most} characters`);
  }
  if (definition.kind === 'choice') {
    if (definition.choices.includes(value)) return value;
    throw unfit(name, `it takes ${definition.choices.join(', ')}`);
  }
  const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (count >= definition.least && count <= definition.most) return String(count);
  throw unfit(name, `it takes a number from ${definition.least} to ${definition.most}`);
}

function unfit(name: SettingName, rule: string): Problem {
  const detail = `${settingDefinitions[name].label}: ${rule}.`;
  return new Problem('bad_request', detail, { faults: [{ code: 'setting', detail, at: name }] });
}

/** What holds now: the row's value, or the default. */
export async function settingInForce<Name extends SettingName>(
  rows: Pick<Database, 'read'>,
  name: Name,
): Promise<ValueOf<Name>> {
  const stored = await settingValue(rows, name);
  const definition: SettingDefinition = settingDefinitions[name];
  if (stored === undefined) return definition.default as ValueOf<Name>;
  return (definition.kind === 'count' ? Number(stored) : stored) as ValueOf<Name>;
}
