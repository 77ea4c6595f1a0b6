/** The settings of the environment that people meet: names, mail, who may come in and read. Part of `config.ts`. */
import { isLoopback } from './base/loopback.ts';
import { parseRateLimits, type RateLimits } from './base/rate-limits.ts';
import { Secret } from './base/secret.ts';
import { list, oneOf, type Setting } from './base/setting-values.ts';

export type SignUp = 'open' | 'invite' | 'closed' | 'oidc';

/** Single sign-on with one OpenID Connect issuer. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** What the button says: "Sign in with NAME". */
  readonly name: string;
  /** The claim that holds groups, and which group makes whom what in which organization. */
  readonly groups: OidcGroups | undefined;
}

export interface OidcGroups {
  readonly claim: string;
  readonly members: readonly {
    readonly group: string;
    readonly organization: string;
    readonly role: 'administrator' | 'collaborator';
  }[];
}

export interface PeopleSettings {
  /** What the gallery is called. */
  readonly name: string;
  /** Who gets what people write to the gallery, and whom mails name for questions. */
  readonly support: string | undefined;
  readonly mailFrom: string;
  /** Where mail goes: `smtp(s)://…`; undefined for files in the data folder. */
  readonly smtp: Secret | undefined;
  /** What all secrets derive from; undefined for one in the data folder. */
  readonly secret: Secret | undefined;
  readonly read: 'public' | 'private';
  readonly signUp: SignUp;
  readonly oidc: OidcSettings | undefined;
  /** Undefined where nothing is limited. */
  readonly rateLimits: RateLimits | undefined;
}

/** Every setting that people meet, with its default. */
export const peopleSettingNames = {
  LODE_NAME: { default: 'Lode' },
  LODE_SUPPORT: { default: '' },
  LODE_MAIL_FROM: { default: '' },
  LODE_SECRET: { default: '', secret: true },
  LODE_SMTP: { default: '', secret: true },
  LODE_READ: { default: 'public' },
  LODE_SIGNUP: { default: 'open' },
  LODE_OIDC_ISSUER: { default: '' },
  LODE_OIDC_CLIENT_ID: { default: '' },
  LODE_OIDC_CLIENT_SECRET: { default: '', secret: true },
  LODE_OIDC_NAME: { default: '' },
  LODE_OIDC_GROUPS: { default: '' },
  LODE_RATE_LIMITS: { default: '' },
} as const satisfies Record<string, Setting>;

type Values = Readonly<Record<keyof typeof peopleSettingNames, string>>;

/** What people meet: names, mail, who may come in and read. */
export function parsePeopleSettings(values: Values, url: string, mistakes: string[]): PeopleSettings {
  return {
    name: parseName(values.LODE_NAME, mistakes),
    support: values.LODE_SUPPORT === '' ? undefined : parseMailbox('LODE_SUPPORT', values.LODE_SUPPORT, mistakes),
    mailFrom: parseMailbox('LODE_MAIL_FROM', values.LODE_MAIL_FROM || `lode@${new URL(url).hostname}`, mistakes),
    smtp: parseSmtp(values.LODE_SMTP, mistakes),
    secret: parseSecret(values.LODE_SECRET, mistakes),
    read: oneOf('LODE_READ', values.LODE_READ, ['public', 'private'], mistakes),
    signUp: oneOf('LODE_SIGNUP', values.LODE_SIGNUP, ['open', 'invite', 'closed', 'oidc'], mistakes),
    oidc: parseOidc(values, mistakes),
    rateLimits: parseLimits(values.LODE_RATE_LIMITS, mistakes),
  };
}

const MAX_NAME_LENGTH = 64;

function parseName(text: string, mistakes: string[]): string {
  if (text.trim() !== '' && text.length <= MAX_NAME_LENGTH && !/\p{C}/u.test(text)) return text.trim();
  mistakes.push(`LODE_NAME takes 1 to ${MAX_NAME_LENGTH} characters.`);
  return 'Lode';
}

/** An address; one host without a dot (`lode@localhost`) will do for a machine of one's own. */
function parseMailbox(name: string, text: string, mistakes: string[]): string {
  if (/^[^\s@<>"\p{C}]{1,64}@[^\s@<>"\p{C}]{1,253}$/u.test(text)) return text;
  mistakes.push(`${name} is "${text}": it takes an email address.`);
  return 'lode@localhost';
}

function parseSmtp(text: string, mistakes: string[]): Secret | undefined {
  if (text === '') return undefined;
  if (!isSmtpUrl(text)) {
    mistakes.push(
      'LODE_SMTP takes smtp://user:password@host:port or smtps://…, or nothing for files in LODE_DATA/mail.',
    );
  }
  return new Secret(text);
}

/** Nothing behind the port: what mail libraries take there would turn off what protects the password. */
function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:\/\/[^/?#]+\/?$/.test(text) || url.hostname === '') return false;
  return isDecodable(url.username) && isDecodable(url.password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const MIN_SECRET_LENGTH = 32;

function parseSecret(text: string, mistakes: string[]): Secret | undefined {
  if (text === '') return undefined;
  if (text.length < MIN_SECRET_LENGTH) {
    mistakes.push(
      `LODE_SECRET takes at least ${MIN_SECRET_LENGTH} random characters, such as of \`openssl rand -hex 32\`.`,
    );
  }
  return new Secret(text);
}

function parseLimits(text: string, mistakes: string[]): RateLimits | undefined {
  if (text === 'off') return undefined;
  const parsed = parseRateLimits(text);
  for (const item of parsed.mistakes) {
    mistakes.push(`LODE_RATE_LIMITS has "${item}": it takes off, or a list such as push=350/h,signin=10/15m.`);
  }
  return parsed.limits;
}

function parseOidc(values: Values, mistakes: string[]): OidcSettings | undefined {
  const issuer = values.LODE_OIDC_ISSUER;
  if (issuer === '') {
    if (values.LODE_SIGNUP === 'oidc') mistakes.push('LODE_SIGNUP is "oidc": it needs LODE_OIDC_ISSUER.');
    return undefined;
  }
  if (!isIssuerUrl(issuer)) {
    mistakes.push(
      `LODE_OIDC_ISSUER is "${issuer}": it takes the issuer's https URL, as its documents name it (http only on this machine).`,
    );
  }
  if (values.LODE_OIDC_CLIENT_ID === '') mistakes.push('LODE_OIDC_CLIENT_ID is missing: the issuer gives it.');
  if (values.LODE_OIDC_CLIENT_SECRET === '') mistakes.push('LODE_OIDC_CLIENT_SECRET is missing: the issuer gives it.');
  return {
    issuer,
    clientId: values.LODE_OIDC_CLIENT_ID,
    clientSecret: new Secret(values.LODE_OIDC_CLIENT_SECRET),
    name: values.LODE_OIDC_NAME || 'single sign-on',
    groups: parseGroups(values.LODE_OIDC_GROUPS, mistakes),
  };
}

function isIssuerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isPlain = `${search}${hash}${username}${password}` === '';
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

/** `claim:group=organization,group=organization/administrator`. */
function parseGroups(text: string, mistakes: string[]): OidcGroups | undefined {
  if (text === '') return undefined;
  const at = text.indexOf(':');
  const members = list(text.slice(at + 1)).map((item) =>
    /^(.+)=([^=/]+)(?:\/(administrator|collaborator))?$/.exec(item),
  );
  if (at < 1 || members.length === 0 || members.includes(null)) {
    mistakes.push(
      'LODE_OIDC_GROUPS takes CLAIM:GROUP=ORGANIZATION, more of them between commas; /administrator makes administrators.',
    );
    return undefined;
  }
  return {
    claim: text.slice(0, at),
    members: members.map((match) => ({
      group: match?.[1] ?? '',
      organization: match?.[2] ?? '',
      role: match?.[3] === 'administrator' ? 'administrator' : 'collaborator',
    })),
  };
}
