/** Every page that lists what may be very many, and signing in, in a gallery that has very many of everything. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openPostgres } from '../../src/storage/postgres.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { BenchedLode } from './lode.ts';
import { BIG_PACKAGE, LISTED_PACKAGES, memberAt, PASSWORD, seedPeople, type Cookies } from './people-rows.ts';
import { milliseconds, percentile, type Report } from './report.ts';

const ROUNDS = 50;
const WARM_UP = 3;
/** A page that is far too slow is not asked for fifty times. */
const LONGEST_MILLISECONDS = 10_000;
const PAGE_MILLISECONDS = 100;
const SIGN_IN_MILLISECONDS = 300;
const FILL_MILLISECONDS = 15 * 60_000;

type Viewer = keyof Cookies;

export type BenchedDatabase = 'sqlite' | 'postgres';

/** In a gallery of its own, since it is filled by its rows. */
export async function benchPeople(report: Report, kind: BenchedDatabase): Promise<void> {
  const lode = new BenchedLode();
  const postgres = kind === 'postgres' ? await createPostgresDatabase() : undefined;
  try {
    process.stderr.write(`seeding 100,000 accounts and 120,000 packages into ${kind}\n`);
    const database = await (postgres === undefined
      ? openSqlite(path.join(lode.dataFolder, 'lode.sqlite'))
      : openPostgres(postgres.url));
    const cookies = await seedPeople(database);
    await database.close();
    const limits = 'signin=9999999/h,account=9999999/h,address=9999999/h,invite=9999999/h';
    await lode.start({
      LODE_RATE_LIMITS: limits,
      ...(postgres === undefined ? {} : { LODE_DATABASE: postgres.url, LODE_SECRET: 'a secret of the bench alone' }),
    });
    await untilFound(lode);
    const pages = new Pages(report, lode, { kind, cookies });
    await pages.signIn();
    await pages.ofMember();
    await pages.ofManyOrganizations();
    await pages.ofAdministrator();
  } finally {
    await lode.remove();
    await postgres?.remove();
  }
}

/** The index of so many packages takes a minute or more to fill, which is nobody's page. */
async function untilFound(lode: BenchedLode): Promise<void> {
  process.stderr.write('filling the index of search\n');
  const end = performance.now() + FILL_MILLISECONDS;
  while (performance.now() < end) {
    const answer = await fetch(`${lode.url}/v3/query?take=1`);
    if ((await answer.text()).includes(`"totalHits":${LISTED_PACKAGES},`)) return;
    await delay(2_000);
  }
  throw new Error('the index of search is not filled');
}

interface Filled {
  readonly kind: BenchedDatabase;
  readonly cookies: Cookies;
}

class Pages {
  readonly #report: Report;
  readonly #lode: BenchedLode;
  readonly #filled: Filled;

  constructor(report: Report, lode: BenchedLode, filled: Filled) {
    this.#report = report;
    this.#lode = lode;
    this.#filled = filled;
  }

  /** From the form's answer to the first page of who came in. */
  async signIn(): Promise<void> {
    const page = await fetch(`${this.#lode.url}/signin`);
    const cookie = page.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const body = new URLSearchParams({
      token: tokenOf(await page.text()),
      login: 'otto',
      password: PASSWORD,
    });
    await this.#measure('sign-in with a password, to its answer', SIGN_IN_MILLISECONDS, async () => {
      const answer = await this.#send('/signin', cookie, body);
      await answer.arrayBuffer();
      return answer.headers.getSetCookie().some((each) => each.startsWith('lode_session='));
    });
  }

  /** Who owns 50,000 packages and 10,000 keys, and administers an organization that has as much and 10,000 members. */
  async ofMember(): Promise<void> {
    const show = (what: string, url: string) => this.#show(what, 'olga', url);
    await show('home', '/');
    await show('organization, first members', '/organization/acme');
    await show('organization, members in the middle', `/organization/acme?after=${memberAt(5_000)}`);
    await show('organization, last members', `/organization/acme?after=${memberAt(9_990)}`);
    await show('organization, a member by name', '/organization/acme?member=olga');
    await show('organization, history', '/organization/acme/history');
    await show('organization, deletion', '/organization/acme/DeleteRequest');
    await show('API keys', '/account/apikeys');
    await show('API keys, page 440', '/account/apikeys?page=440');
    await show('API keys, ended', '/account/apikeys?ended=1');
    await show('API keys, ended, last page', '/account/apikeys?ended=1&page=80');
    await show('API keys of an organization', '/account/apikeys?owner=acme');
    await show('API keys of an organization, page 200', '/account/apikeys?owner=acme&page=200');
    await this.#form('API key form, packages found', '/account/apikeys', {
      step: 'find',
      owner: 'olga',
      find: '00123',
    });
    await this.#form('API key form, none found', '/account/apikeys', { step: 'find', owner: 'olga', find: 'nowhere' });
    await show('packages', '/account/Packages');
    await show('packages, deep', '/account/Packages?after=olga.lib0500000');
    await show('packages, backwards', '/account/Packages?before=olga.lib0900000');
    await show('packages of an organization, deep', '/account/Packages?owner=acme&after=acme.lib0990000');
    await show('packages, search with hits', '/account/Packages?q=00123');
    await show('packages, search without hits', '/account/Packages?q=nowhere');
    await show('packages, unlisted', '/account/Packages?listing=unlisted');
    await show('packages, unlisted, search without hits', '/account/Packages?listing=unlisted&q=nowhere');
    await this.#form('owners of 500 packages, preview', '/account/Packages/owners', {
      q: 'olga.lib000*',
      packages: 'matching',
      action: 'invite',
      account: 'otto',
      message: '',
    });
    await show('owners of a package', `/packages/${BIG_PACKAGE}/owners`);
    await show('history of a package', `/packages/${BIG_PACKAGE}/history`);
    await show('history of a package, older', `/packages/${BIG_PACKAGE}/history?before=50000`);
    await show('account', '/account');
    await show('account, history', '/account/history');
    await show('account, older history', '/account/history?before=50000');
    await show('account, 1,000 sessions', '/account/sessions');
    await show('account, deletion', '/account/delete');
  }

  /** Who belongs to 10,000 organizations. */
  async ofManyOrganizations(): Promise<void> {
    const show = (what: string, url: string) => this.#show(`10,000 organizations: ${what}`, 'otto', url);
    await show('organizations', '/account/organizations');
    await show('organizations, deep', '/account/organizations?after=team-0900000');
    await show('packages', '/account/Packages');
    await show('packages, search without hits', '/account/Packages?q=nowhere');
    await show('API keys', '/account/apikeys');
    await show('deletion', '/account/delete');
  }

  /** Whoever administers the gallery, of 100,000 accounts and 300,000 events. */
  async ofAdministrator(): Promise<void> {
    const show = (what: string, url: string) => this.#show(`administration: ${what}`, 'root', url);
    await show('overview', '/Admin');
    await show('people', '/Admin/People');
    await show('people, deep', '/Admin/People?after=person-0900000');
    await show('people, search', '/Admin/People?begins=person-05');
    await show('people, search without hits', '/Admin/People?begins=nowhere');
    await show('people, organizations', '/Admin/People?which=organizations');
    await show('people, administrators', '/Admin/People?which=administrators');
    await show('people, locked, deep', '/Admin/People?which=locked&after=person-0900000');
    await show('a person', '/Admin/People/olga');
    await show('an organization', '/Admin/People/acme');
    await show('audit', '/Admin/Audit');
    await show('audit, deep', '/Admin/Audit?before=1000');
    await show('audit, kind', '/Admin/Audit?kind=version_unlisted');
    await show('audit, kind that is not there', '/Admin/Audit?kind=setting_changed');
    await show('audit, actor', '/Admin/Audit?actor=olga');
    await show('audit, actor who did nothing', '/Admin/Audit?actor=otto');
    await show('audit, actor and kind', '/Admin/Audit?actor=olga&kind=version_unlisted');
    await show('audit, subject', `/Admin/Audit?subject=version:${BIG_PACKAGE}/1.0.5`);
    await show('audit, how a subject begins', `/Admin/Audit?subject=version:${BIG_PACKAGE}/*`);
    await show('audit, subject that is not there', '/Admin/Audit?subject=package:nowhere*');
    await show('audit, a day', `/Admin/Audit?from=${dayAgo(2)}&to=${dayAgo(2)}`);
    await show('audit, a day and an actor who did nothing', `/Admin/Audit?from=${dayAgo(3)}&actor=otto`);
    await show('invitations', '/Admin/Invitations');
    await show('packages without an owner', '/account/Packages?owner=-');
    await show('packages without an owner, search', '/account/Packages?owner=-&q=nowhere');
    await show('packages of somebody', '/account/Packages?owner=acme');
  }

  async #show(what: string, viewer: Viewer, url: string): Promise<void> {
    const cookie = `lode_session=${this.#filled.cookies[viewer]}`;
    await this.#measure(what, PAGE_MILLISECONDS, async () => isRight(await this.#send(url, cookie), what));
  }

  /** A form that shows something and changes nothing. */
  async #form(what: string, url: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const cookie = `lode_session=${this.#filled.cookies.olga}`;
    const page = await this.#send('/account/sessions', cookie);
    const body = new URLSearchParams({ token: tokenOf(await page.text()), ...fields });
    await this.#measure(what, PAGE_MILLISECONDS, async () => isRight(await this.#send(url, cookie, body), what));
  }

  #send(url: string, cookie: string, body?: URLSearchParams): Promise<Response> {
    const form = body === undefined ? {} : { method: 'POST', body };
    return fetch(this.#lode.url + url, { headers: { cookie }, redirect: 'manual', ...form });
  }

  async #measure(what: string, target: number, ask: () => Promise<boolean>): Promise<void> {
    const taken: number[] = [];
    for (let round = 0; round < WARM_UP; round += 1) {
      if (!(await ask())) throw new Error(`${what}: not the page that was asked for`);
    }
    const begun = performance.now();
    const processor = this.#lode.processorMilliseconds();
    while (taken.length < ROUNDS && performance.now() - begun < LONGEST_MILLISECONDS) {
      const started = performance.now();
      await ask();
      taken.push(performance.now() - started);
    }
    const each = (this.#lode.processorMilliseconds() - processor) / taken.length;
    const p99 = percentile(taken, 0.99);
    this.#report.add({
      what: `${this.#filled.kind === 'postgres' ? 'PostgreSQL, ' : ''}${what}, p99`,
      ours: `${milliseconds(p99)} (p50 ${milliseconds(percentile(taken, 0.5))}, processor ${milliseconds(each)})`,
      target: `${target} ms at most`,
      isMet: p99 <= target,
    });
  }
}

async function isRight(answer: Response, what: string): Promise<boolean> {
  const text = await answer.text();
  if (answer.status !== 200)
    process.stderr.write(`${what}: ${answer.status} ${text.replace(/<[^>]*>/g, ' ').slice(-600)}\n`);
  return answer.status === 200;
}

function tokenOf(html: string): string {
  return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
