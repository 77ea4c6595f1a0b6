/**
 * A gallery with very much of everything that belongs to people, written straight into the rows: pushing and inviting so
 * much takes hours. Both databases write it by the same statements, of numbers that they count up themselves.
 */
import { sql, type RawBuilder } from 'kysely';
import { hashPassword } from '../../src/accounts/people/password-hash.ts';
import { hashSession } from '../../src/accounts/sessions/start-session.ts';
import { systemClock } from '../../src/base/clock.ts';
import { randomBase62, toBase62 } from '../../src/base/ids.ts';
import { systemRandom } from '../../src/base/random.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { versionSortKey } from '../../src/nuget/version-sort-key.ts';
import type { Database } from '../../src/storage/database.ts';
import { bareManifest } from '../support/bare-manifest.ts';

export const PASSWORD = 'lichen on wet rock';

/** Accounts by their numbers: the viewers come first, in this order, then the organizations of one of them. */
const ROOT = 1;
const OLGA = 2;
const OTTO = 3;
const ACME = 4;
const FIRST_TEAM = 5;
const TEAMS = 10_000;
const FIRST_PERSON = FIRST_TEAM + TEAMS;
const ACCOUNTS = 100_000;

const OWNED = 50_000;
const OF_TEAMS = 20_000;
const ORPHANS = 10;
const OWNED_BY_SOMEBODY = 2 * OWNED + OF_TEAMS;
const REGISTRATIONS = OWNED_BY_SOMEBODY + ORPHANS;
/** Of one package, with its owners and what happened to it. */
const MANY_VERSIONS = 2_000;
const MANY_OWNERS = 100;

const MEMBERS = 10_000;
const KEYS = 10_000;
const ENDED_KEYS = 2_000;
const SESSIONS = 1_000;
const EVENTS = 300_000;
const CHUNK = 20_000;

const SECOND = 1_000_000;
const YEAR = 365 * 86_400 * SECOND;

/** A viewer's cookie text, by name. */
export type Cookies = Readonly<Record<'root' | 'olga' | 'otto', string>>;

type Sql = RawBuilder<unknown>;
type Columns = Readonly<Record<string, Sql>>;

interface Numbers {
  readonly first: number;
  readonly count: number;
}

/** Fills an empty database. Gives sessions that began a moment ago. */
export async function seedPeople(database: Database): Promise<Cookies> {
  const rows = new RowWriter(database);
  await seedAccounts(rows, await hashPassword(systemRandom, PASSWORD));
  await seedPackages(rows);
  await seedKeys(rows);
  await seedEvents(rows);
  const cookies = await seedSessions(rows);
  // Nobody waits for mails of what never happened.
  await rows.run(sql`UPDATE followers SET cursor = (SELECT max(seq) FROM events)`);
  // What PostgreSQL does by itself some minutes after so much has come.
  if (database.dialect === 'postgres') await rows.run(sql`ANALYZE`);
  return cookies;
}

/** Writes rows that are made of numbers, some thousands in a transaction. */
class RowWriter {
  readonly #database: Database;
  readonly now = systemClock.now();

  constructor(database: Database) {
    this.#database = database;
  }

  async run(...statements: readonly Sql[]): Promise<void> {
    await this.#database.transaction(async (tx) => {
      for (const statement of statements) await statement.execute(tx);
    });
  }

  /** Rows of a table, one of each number `i`: `columns` are of it. */
  async each(table: string, { first, count }: Numbers, columns: Columns): Promise<void> {
    for (let start = first; start < first + count; start += CHUNK) {
      await this.run(insertEach(table, { first: start, count: Math.min(CHUNK, first + count - start) }, columns));
    }
  }

  bytes(value: Uint8Array): Sql {
    const hex = Buffer.from(value).toString('hex');
    return this.#database.dialect === 'postgres' ? sql.raw(`decode('${hex}', 'hex')`) : sql.raw(`x'${hex}'`);
  }

  /** So many seconds ago. */
  ago(seconds: string): Sql {
    return sql.raw(`${this.now} - ${SECOND} * (${seconds})`);
  }
}

function insertEach(table: string, { first, count }: Numbers, columns: Columns): Sql {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  return sql`INSERT INTO ${sql.table(table)} (${names})
    WITH RECURSIVE numbers (i) AS (
      SELECT CAST(${sql.lit(first)} AS bigint) UNION ALL SELECT i + 1 FROM numbers WHERE i < ${sql.lit(first + count - 1)}
    ) SELECT ${sql.join(Object.values(columns))} FROM numbers ORDER BY i`;
}

const expression = (text: string): Sql => sql.raw(text);
const text = (value: string): Sql => sql.lit(value);
const nothing = sql.raw('NULL');
/** Digits of a number, in another order than the number's: names do not come as their accounts did. */
const digits = (number: string): string => `substr(CAST(10000000 + ((${number}) * 7919) % 1000003 AS text), 2)`;
const inOrder = (number: string): string => `substr(CAST(10000000 + (${number}) AS text), 2)`;
/** A public id for each number. */
const publicIds = (what: string): string => `'${what.padEnd(15, '0')}' || ${inOrder('i')}`;
const hashes = (what: string, length: number): string => `'${what.padEnd(length - 7, '0')}' || ${inOrder('i')}`;

async function seedAccounts(rows: RowWriter, passwordHash: string): Promise<void> {
  const viewers = ['root', 'olga', 'otto', 'acme'];
  for (const [at, name] of viewers.entries()) {
    await rows.each('accounts', { first: at + 1, count: 1 }, accountColumns(rows, `'${name}'`, passwordHash));
  }
  const team = `'team-' || ${digits('i')}`;
  await rows.each('accounts', { first: FIRST_TEAM, count: TEAMS }, accountColumns(rows, team, passwordHash));
  const persons = { first: FIRST_PERSON, count: ACCOUNTS - FIRST_PERSON + 1 };
  await rows.each('accounts', persons, accountColumns(rows, `'person-' || ${digits('i')}`, passwordHash));
  const since = rows.ago('i');
  const memberships = { organization_id: expression('i'), person_id: sql.lit(OTTO), created_at: since };
  const isEverySecond = `CASE WHEN i % 2 = 0 THEN 'administrator' ELSE 'collaborator' END`;
  await rows.each(
    'memberships',
    { first: FIRST_TEAM, count: TEAMS },
    { ...memberships, role: expression(isEverySecond) },
  );
  const members = { organization_id: sql.lit(ACME), person_id: expression('i'), created_at: since };
  const olga = { ...members, role: text('administrator') };
  await rows.each('memberships', { first: OLGA, count: 1 }, olga);
  const role = expression(`CASE WHEN i % 100 = 0 THEN 'administrator' ELSE 'collaborator' END`);
  await rows.each('memberships', { first: FIRST_PERSON, count: MEMBERS - 1 }, { ...members, role });
  const invitation = { organization_id: sql.lit(ACME), role: text('collaborator'), person_id: expression('i') };
  await rows.each(
    'invitations',
    { first: FIRST_PERSON + MEMBERS, count: 100 },
    {
      ...invitation,
      public_id: expression(publicIds('invitation')),
      invited_by: sql.lit(OLGA),
      created_at: since,
      expires_at: expression(`${rows.now + YEAR}`),
    },
  );
}

function accountColumns(rows: RowWriter, name: string, passwordHash: string): Record<string, Sql> {
  const isOrganization = `i BETWEEN ${ACME} AND ${FIRST_PERSON - 1}`;
  return {
    public_id: expression(publicIds('account')),
    kind: expression(`CASE WHEN ${isOrganization} THEN 'organization' ELSE 'person' END`),
    name: expression(name),
    name_key: expression(name),
    look_alike_key: expression(name),
    email: expression(`${name} || '@gallery.example'`),
    email_key: expression(`${name} || '@gallery.example'`),
    email_confirmed_at: rows.ago('i'),
    status: expression(`CASE WHEN i % 1000 = 999 THEN 'locked' ELSE 'active' END`),
    is_administrator: expression(`CASE WHEN i = ${ROOT} THEN 1 ELSE 0 END`),
    password_hash: expression(`CASE WHEN ${isOrganization} THEN NULL ELSE '${passwordHash}' END`),
    created_at: rows.ago('i'),
  };
}

/** The key of a package's id; the first of them has many versions, and so has its name apart. */
const idKeyOf = (number: string): string => `CASE WHEN ${number} <= ${OWNED} THEN 'acme.'
  WHEN ${number} <= ${2 * OWNED} THEN 'olga.' WHEN ${number} <= ${OWNED_BY_SOMEBODY} THEN 'team.'
  ELSE 'zero.' END || 'lib' || ${digits(number)}`;
const idKey = idKeyOf('i');
/** Every tenth has no listed version. */
const isListed = 'CASE WHEN i % 10 = 0 THEN 0 ELSE 1 END';
export const LISTED_PACKAGES = REGISTRATIONS - Math.floor(REGISTRATIONS / 10);
export const BIG_PACKAGE = `acme.lib${String(7_919).padStart(7, '0')}`;

async function seedPackages(rows: RowWriter): Promise<void> {
  const all = { first: 1, count: REGISTRATIONS };
  const manifest = JSON.stringify(bareManifest('Acme.Lib', '1.0.0', { description: 'One of very many.' }));
  await rows.run(sql`INSERT INTO manifests (manifest, entries) VALUES (${manifest}, '[]')`);
  const created_at = rows.ago('i');
  await rows.each('registrations', all, {
    id_key: expression(idKey),
    display_id: expression(idKey),
    revision: sql.lit(1),
    locked_at: nothing,
    created_at,
  });
  const registration = { registration_id: expression('i'), registration_key: expression(idKey) };
  const owned = { ...registration, is_offered: expression(isListed), created_at };
  await rows.each('owners', { first: 1, count: OWNED }, { ...owned, account_id: sql.lit(ACME) });
  await rows.each('owners', { first: OWNED + 1, count: OWNED }, { ...owned, account_id: sql.lit(OLGA) });
  const team = expression(`${FIRST_TEAM} + i % ${TEAMS}`);
  await rows.each('owners', { first: 2 * OWNED + 1, count: OF_TEAMS }, { ...owned, account_id: team });
  await rows.each(
    'owners',
    { first: FIRST_PERSON, count: MANY_OWNERS },
    {
      registration_id: sql.lit(1),
      registration_key: text(BIG_PACKAGE),
      is_offered: sql.lit(1),
      account_id: expression('i'),
      created_at,
    },
  );
  await rows.each('versions', all, versionColumns(rows, '1.0.0', 'i'));
  const more = Array.from({ length: MANY_VERSIONS - 1 }, (_, at) =>
    insertEach('versions', { first: REGISTRATIONS + at + 1, count: 1 }, versionColumns(rows, `1.0.${at + 1}`, '1')),
  );
  await rows.run(...more);
  await rows.each('download_totals', all, {
    version_id: expression('i'),
    registration_id: expression('i'),
    count: expression('i % 1000'),
    updated_at: created_at,
  });
}

function versionColumns(rows: RowWriter, version: string, registrationId: string): Record<string, Sql> {
  const parsed = parseVersion(version);
  if (parsed === undefined) throw new Error(`not a version: ${version}`);
  const { key, normalized, full } = parsed;
  return {
    public_id: expression(publicIds('version')),
    registration_id: expression(registrationId),
    version_key: text(key),
    sort_key: rows.bytes(versionSortKey(parsed)),
    normalized_version: text(normalized),
    full_version: text(full),
    display_id: registrationId === 'i' ? expression(idKey) : text(BIG_PACKAGE),
    is_prerelease: sql.lit(0),
    semver_level: sql.lit(1),
    state: text('available'),
    listed: registrationId === 'i' ? expression(isListed) : sql.lit(1),
    created_at: rows.ago('i'),
    published_at: rows.ago('i'),
    size_bytes: sql.lit(1234),
    sha512_key: expression(hashes('5', 128)),
    parts: text('{}'),
    manifest_id: sql.lit(1),
    pushed_by: sql.lit(OLGA),
  };
}

/** An organization's own keys, those of a person, each with some that have ended, and those of everybody else. */
async function seedKeys(rows: RowWriter): Promise<void> {
  const live = KEYS;
  const all = KEYS + ENDED_KEYS;
  const key = (first: number) => ({
    public_id: expression(publicIds('key')),
    name: expression(`'key ' || ${digits('i')}`),
    hash_key: expression(hashes('0', 64)),
    scopes: text('["push","unlist"]'),
    packages: text('["acme.*"]'),
    created_at: rows.ago('i'),
    expires_at: expression(
      `CASE WHEN i - ${first} < ${live} THEN ${rows.now + YEAR} - 60000000 * (i * 7919 % 100003) ELSE ${rows.now} - i END`,
    ),
  });
  const own = { ...key(1), owner_id: sql.lit(ACME), person_id: nothing };
  await rows.each('api_keys', { first: 1, count: all }, own);
  const personal = { ...key(all + 1), owner_id: sql.lit(OLGA), person_id: sql.lit(OLGA) };
  await rows.each('api_keys', { first: all + 1, count: all }, personal);
  const others = {
    ...key(2 * all + 1),
    owner_id: expression(`${FIRST_PERSON} + i`),
    person_id: expression(`${FIRST_PERSON} + i`),
  };
  await rows.each('api_keys', { first: 2 * all + 1, count: 2 * live }, others);
}

/** What the log says of it all, in turns as it would have come. */
async function seedEvents(rows: RowWriter): Promise<void> {
  const published = `(i / 15 * 5 + i % 15 + 1)`;
  const person = `(${FIRST_PERSON} + i % 80000)`;
  const choose = (ofVersion: string, changed: string, signedIn: string, ofOlga: string) =>
    expression(`CASE WHEN i % 15 < 5 THEN ${ofVersion} WHEN i % 15 = 5 THEN ${changed}
      WHEN i % 15 < 13 THEN ${signedIn} ELSE ${ofOlga} END`);
  const key = `'key:' || ${publicIds('key')}`;
  const session = `'session:' || ${publicIds('session')}`;
  const signedIn = `'{"session":"0","how":"password"}'`;
  await rows.each(
    'events',
    { first: 0, count: EVENTS },
    {
      at: rows.ago(`${EVENTS} - i`),
      kind: choose(`'version_published'`, `'version_unlisted'`, `'signed_in'`, `'signed_in'`),
      actor: choose(String(OLGA), person, person, String(OLGA)),
      on_behalf_of: choose(
        `CASE WHEN ${published} <= ${OWNED} THEN ${ACME} ELSE NULL END`,
        String(ACME),
        'NULL',
        'NULL',
      ),
      credential: choose(key, key, session, session),
      subject: choose(
        `'version:' || ${idKeyOf(published)} || '/1.0.0'`,
        `'version:${BIG_PACKAGE}/1.0.' || CAST(i % ${MANY_VERSIONS} AS text)`,
        `'account:account00000000' || ${inOrder(person)}`,
        `'account:account00000000${String(OLGA).padStart(7, '0')}'`,
      ),
      data: choose(`'{"sha512":"5","sizeBytes":1234,"listed":true}'`, `'{}'`, signedIn, signedIn),
    },
  );
  await rows.run(sql`INSERT INTO event_origins (event_seq, address, user_agent, expires_at)
    SELECT seq, '192.0.2.7', 'bench/1.0', ${sql.lit(rows.now + YEAR)} FROM events WHERE kind = 'signed_in'`);
}

async function seedSessions(rows: RowWriter): Promise<Cookies> {
  const columns = (account: Sql) => ({
    public_id: expression(publicIds('session')),
    account_id: account,
    hash_key: expression(hashes('0', 64)),
    created_at: rows.ago('i'),
    authenticated_at: rows.ago('i'),
    last_seen_at: rows.ago('i'),
    expires_at: expression(`${rows.now + YEAR}`),
    has_second_factor: sql.lit(0),
    address: text('192.0.2.7'),
    user_agent: text('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
  });
  await rows.each('sessions', { first: 1, count: SESSIONS }, columns(sql.lit(OLGA)));
  await rows.each('sessions', { first: SESSIONS + 1, count: CHUNK }, columns(expression(`${FIRST_PERSON} + i`)));
  const cookies = { root: '', olga: '', otto: '' };
  const viewers = [
    ['root', ROOT],
    ['olga', OLGA],
    ['otto', OTTO],
  ] as const;
  for (const [at, [name, account]] of viewers.entries()) {
    const cookie = randomBase62(systemRandom, 43);
    const session = {
      ...columns(sql.lit(account)),
      hash_key: text(hashSession(cookie)),
      public_id: text(toBase62(at, 22)),
    };
    await rows.each('sessions', { first: 1, count: 1 }, session);
    cookies[name] = cookie;
  }
  return cookies;
}

/** The public id of the account with this number, as `after` of a page of members names it. */
export const memberAt = (place: number): string =>
  `account00000000${String(FIRST_PERSON + Math.min(place, MEMBERS - 2)).padStart(7, '0')}`;
