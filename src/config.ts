/**
 * The settings of the machine, read once from the environment and from the file that `LODE_CONFIG` names.
 *
 * `readConfig` either gives a whole, frozen Config or one error that lists every mistake. It is the only reader of
 * `process.env`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Secret } from './base/secret.ts';
import { list, oneOf, type Setting } from './base/setting-values.ts';
import { parsePeopleSettings, peopleSettingNames, type PeopleSettings } from './people-settings.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Config extends PeopleSettings {
  readonly dataFolder: string;
  /** Addresses to listen on. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** The public root of every absolute URL, without a slash at its end. */
  readonly url: string;
  readonly database:
    { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: Secret };
  readonly blobFolder: string;
  /** The sentence that every write is answered with, when the gallery is read-only. */
  readonly readOnly: string | undefined;
  readonly maxPackageBytes: number;
  readonly trustProxy: readonly string[];
  readonly metricsToken: Secret | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
}

export type SettingSource = 'default' | 'environment' | 'file';

/** One setting as `lode config` shows it: the value in force, masked where it is a secret, and where it came from. */
export interface SettingInForce {
  readonly name: string;
  readonly value: string;
  readonly source: SettingSource;
}

export interface ReadConfig {
  readonly config: Config;
  readonly settings: readonly SettingInForce[];
}

/** All mistakes of the settings at once, one a line. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(
      `The settings have ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n${mistakes.map((m) => `  ${m}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

/** Every setting there is. A name that is not here stops the start. */
const known = {
  LODE_DATA: { default: './data' },
  LODE_HOST: { default: '127.0.0.1,::1' },
  LODE_PORT: { default: '8080' },
  LODE_URL: { default: '' },
  LODE_DATABASE: { default: '', secret: true },
  LODE_STORAGE: { default: '' },
  ...peopleSettingNames,
  LODE_READ_ONLY: { default: '' },
  LODE_MAX_PACKAGE: { default: '250MB' },
  LODE_TRUST_PROXY: { default: '' },
  LODE_METRICS_TOKEN: { default: '', secret: true },
  LODE_LOG: { default: 'info' },
  LODE_LOG_FORMAT: { default: '' },
} as const satisfies Record<string, Setting>;

type SettingName = keyof typeof known;
type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];
const MAX_PACKAGE_CEILING_BYTES = 2_000_000_000;

/** Reads the settings, or throws a ConfigError. Relative paths count from `folder`. */
export function readConfig(
  environment: Environment = process.env,
  folder: string = process.cwd(),
  isTerminal: boolean = process.stderr.isTTY,
): ReadConfig {
  const mistakes: string[] = [];
  const { values, sources } = collect(environment, folder, mistakes);
  const port = parsePort(values.LODE_PORT, mistakes);
  const dataFolder = path.resolve(folder, values.LODE_DATA);
  const url = parseUrl(values.LODE_URL === '' ? `http://localhost:${port}` : values.LODE_URL, mistakes);
  const config: Config = Object.freeze({
    dataFolder,
    hosts: list(values.LODE_HOST),
    port,
    url,
    ...parsePeopleSettings(values, url, mistakes),
    database: parseDatabase(values.LODE_DATABASE, dataFolder, mistakes),
    blobFolder: parseStorage(values.LODE_STORAGE, dataFolder, folder, mistakes),
    readOnly: values.LODE_READ_ONLY === '' ? undefined : values.LODE_READ_ONLY,
    maxPackageBytes: parseBytes('LODE_MAX_PACKAGE', values.LODE_MAX_PACKAGE, mistakes),
    trustProxy: list(values.LODE_TRUST_PROXY),
    metricsToken: values.LODE_METRICS_TOKEN === '' ? undefined : new Secret(values.LODE_METRICS_TOKEN),
    logLevel: oneOf('LODE_LOG', values.LODE_LOG, LOG_LEVELS, mistakes),
    logFormat: oneOf(
      'LODE_LOG_FORMAT',
      values.LODE_LOG_FORMAT || (isTerminal ? 'pretty' : 'json'),
      ['json', 'pretty'],
      mistakes,
    ),
  });
  if (values.LODE_DATABASE.startsWith('postgres') && config.secret === undefined) {
    mistakes.push(
      'LODE_SECRET is missing: with PostgreSQL every node needs the same one, such as of `openssl rand -hex 32`.',
    );
  }
  if (config.hosts.length === 0)
    mistakes.push('LODE_HOST names no address: use 127.0.0.1, or 0.0.0.0 for all of them.');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { config, settings: inForce(config, values, sources) };
}

type Values = Record<SettingName, string>;
type Sources = Record<SettingName, SettingSource>;

function collect(environment: Environment, folder: string, mistakes: string[]): { values: Values; sources: Sources } {
  const names = Object.keys(known) as SettingName[];
  const file = readSettingsFile(environment['LODE_CONFIG'], folder, mistakes);
  reportUnknown(Object.keys(environment), 'the environment', mistakes);
  reportUnknown(Object.keys(file), 'the file of LODE_CONFIG', mistakes);
  const values = Object.fromEntries(names.map((name) => [name, known[name].default])) as Values;
  const sources = Object.fromEntries(names.map((name) => [name, 'default'])) as Sources;
  for (const name of names) {
    const found = lookUp(name, environment, mistakes);
    if (found === undefined && file[name] === undefined) continue;
    values[name] = found ?? file[name] ?? '';
    sources[name] = found === undefined ? 'file' : 'environment';
  }
  return { values, sources };
}

function reportUnknown(names: readonly string[], place: string, mistakes: string[]): void {
  for (const name of names) {
    if (!name.startsWith('LODE_') || name === 'LODE_CONFIG') continue;
    const plain = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
    const setting: Setting | undefined = Object.hasOwn(known, plain) ? known[plain as SettingName] : undefined;
    if (setting === undefined || (plain !== name && setting.secret !== true)) {
      mistakes.push(
        `${name} in ${place} is no setting of this version: docs/operating/settings.md lists the ones there are.`,
      );
    }
  }
}

function lookUp(name: SettingName, environment: Environment, mistakes: string[]): string | undefined {
  const setting: Setting = known[name];
  const file = setting.secret === true ? environment[`${name}_FILE`] : undefined;
  if (file === undefined) return environment[name];
  if (environment[name] !== undefined) mistakes.push(`${name} and ${name}_FILE are both set: keep one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    mistakes.push(`${name}_FILE cannot be read: ${(error as Error).message}.`);
    return undefined;
  }
}

function readSettingsFile(file: string | undefined, folder: string, mistakes: string[]): Record<string, string> {
  if (file === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(readFileSync(path.resolve(folder, file), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new TypeError('it is not a JSON object');
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    mistakes.push(`LODE_CONFIG cannot be read: ${(error as Error).message}.`);
    return {};
  }
}

function parsePort(text: string, mistakes: string[]): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  mistakes.push(`LODE_PORT is "${text}": it takes a number from 1 to 65535, or 0 for any free port.`);
  return 0;
}

function parseUrl(text: string, mistakes: string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    mistakes.push(
      `LODE_URL is "${text}": it takes an http or https URL without query, such as https://gallery.example/nuget.`,
    );
    return 'http://localhost';
  }
  return url.href.replace(/\/+$/, '');
}

function parseDatabase(text: string, dataFolder: string, mistakes: string[]): Config['database'] {
  if (text === '') return { kind: 'sqlite', file: path.join(dataFolder, 'lode.sqlite') };
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    mistakes.push('LODE_DATABASE takes postgres://user:password@host:port/name, or nothing for SQLite in LODE_DATA.');
  }
  return { kind: 'postgres', url: new Secret(text) };
}

function parseStorage(text: string, dataFolder: string, folder: string, mistakes: string[]): string {
  if (text === '') return path.join(dataFolder, 'blobs');
  if (/^[a-z0-9+.-]+:\/\//i.test(text)) mistakes.push(`LODE_STORAGE is "${text}": it takes a folder.`);
  return path.resolve(folder, text);
}

function parseBytes(name: string, text: string, mistakes: string[]): number {
  const match = /^(\d{1,12})\s*(B|KB|MB|GB)?$/i.exec(text.trim());
  const unit = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 }[(match?.[2] ?? 'B').toUpperCase()] ?? 1;
  const bytes = Number(match?.[1] ?? Number.NaN) * unit;
  if (bytes > 0 && bytes <= MAX_PACKAGE_CEILING_BYTES) return bytes;
  mistakes.push(`${name} is "${text}": it takes a size such as 250MB, at most 2GB.`);
  return 0;
}

function inForce(config: Config, values: Values, sources: Sources): SettingInForce[] {
  const computed: Partial<Values> = {
    LODE_DATA: config.dataFolder,
    LODE_URL: config.url,
    LODE_DATABASE:
      config.database.kind === 'sqlite' ? config.database.file : maskPassword(config.database.url.reveal()),
    LODE_STORAGE: config.blobFolder,
    LODE_MAIL_FROM: config.mailFrom,
    LODE_SECRET: config.secret === undefined ? '' : '***',
    LODE_SMTP: config.smtp === undefined ? '' : maskPassword(config.smtp.reveal()),
    LODE_OIDC_CLIENT_SECRET: values.LODE_OIDC_CLIENT_SECRET === '' ? '' : '***',
    LODE_METRICS_TOKEN: config.metricsToken === undefined ? '' : '***',
    LODE_LOG_FORMAT: config.logFormat,
  };
  return (Object.keys(known) as SettingName[]).map((name) => ({
    name,
    value: computed[name] ?? values[name],
    source: sources[name],
  }));
}

function maskPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return '***';
  if (parsed.password !== '') parsed.password = '***';
  return parsed.href;
}
