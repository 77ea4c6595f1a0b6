import { changeSetting } from '../accounts/settings/change-setting.ts';
import { listSettings, type SettingState } from '../accounts/settings/list-settings.ts';
import { parseSettingName, settingInForce, type SettingDefinition } from '../accounts/settings/settings.ts';
import { formatInstant } from '../base/clock.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseOptions, parseWords, requireOneWord } from './words.ts';

export const setting: Command = {
  summary: 'Show and change what administrators decide',
  usage: `lode setting list [--json]
lode setting get NAME [--json]
lode setting set NAME VALUE

These are the gallery's own settings, the same on every node and in force at once; administrators change them at
/Admin/Settings too. Settings of the machine come from the environment: lode config.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'list':
        return list(words, terminal);
      case 'get':
        return get(words, terminal);
      case 'set':
        return set(words, terminal);
      default:
        throw new UsageError('setting takes list, get or set.');
    }
  },
};

async function list(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, { json: { type: 'boolean' } });
  const settings = await withGallery(({ database }) => listSettings(database));
  for (const state of settings) terminal.out(values.json === true ? JSON.stringify(describe(state)) : line(state));
  return 0;
}

async function get(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseWords(words, { json: { type: 'boolean' } });
  const name = parseSettingName(requireOneWord(positionals, 'setting'));
  if (values.json === true) {
    const settings = await withGallery(({ database }) => listSettings(database));
    for (const state of settings) if (state.name === name) terminal.out(JSON.stringify(describe(state)));
    return 0;
  }
  terminal.out(String(await withGallery(({ database }) => settingInForce(database, name))));
  return 0;
}

async function set(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, value, ...others] = parseWords(words, {}).positionals;
  if (name === undefined || value === undefined || others.length > 0) {
    throw new UsageError('Name one setting, and the value that it is to have.');
  }
  const isNew = await withGallery((gallery) => changeSetting(gallery, operator, { name, value }));
  terminal.talk(isNew ? `${name} is ${value} from now on.` : `${name} was ${value} already.`);
  return 0;
}

function describe({ name, definition, value, changed }: SettingState) {
  return {
    name,
    value,
    default: definition.default,
    ...limitsOf(definition),
    changedAt: changed === undefined ? null : formatInstant(changed.at),
    changedBy: changed?.actor?.name ?? (changed === undefined ? null : 'operator'),
  };
}

function limitsOf(definition: SettingDefinition): object {
  if (definition.kind === 'choice') return { choices: definition.choices };
  return definition.kind === 'text'
    ? { mostCharacters: definition.most }
    : { least: definition.least, most: definition.most };
}

/** One line, also of a text that has several. */
function line({ name, definition, value, changed }: SettingState): string {
  const by = changed === undefined ? 'default' : `changed by ${changed.actor?.name ?? 'the operator'}`;
  return [name, String(value).split('\n').join(' ⏎ '), `(${by})`, definition.meaning].join('\t');
}
