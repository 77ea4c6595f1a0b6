/**
 * A person at the site, without a browser: keeps cookies, follows links and redirects, fills forms by the labels that
 * stand beside their fields and sends them as a browser does. What it cannot find by its name it refuses loudly, since a
 * person could not find it either. Scripts do not run: `test/support/browser.ts` is for those.
 */
import { formBody, type FieldValues } from './html-form.ts';
import {
  accessibleName,
  ancestorsOf,
  attribute,
  elementsIn,
  elementsNamed,
  exactText,
  parseHtml,
  textOf,
  type HtmlElement,
} from './html-document.ts';

const MAX_REDIRECTS = 10;

export interface SiteVisitor {
  /** GET; redirects within the site are followed. `path` may be a URL of the public root too, as mails have them. */
  get(path: string): Promise<VisitedPage>;
  /** A form that no page of ours has: `fields` as they are, without a token unless one is among them. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<VisitedPage>;
  /** The value of a cookie by its plain name, whatever prefix it has. */
  cookie(name: string): string | undefined;
  setCookie(name: string, value: string): void;
  /** Another browser with the same cookies. */
  clone(): SiteVisitor;
}

export interface VisitedPage {
  readonly status: number;
  readonly headers: Headers;
  /** Where the page was found, after redirects: path and query, as the browser's address bar has it. */
  readonly path: string;
  /** Where a redirect out of the site leads: to single sign-on, say. It is not followed. */
  readonly leavesTo: string | undefined;
  readonly html: string;
  readonly root: HtmlElement;
  /** What stands in the tab. */
  readonly title: string;
  /** The `h1`. */
  readonly heading: string;
  /** All text of `main`, with single spaces. */
  readonly text: string;
  /** What is wrong, as the page says on top of a form and beside its fields. */
  readonly errors: readonly string[];
  /** What the page before had to say. */
  readonly flash: string | undefined;
  /** The exact text of an element by its id: of a `CopyBox`, say. */
  copied(id: string): string;
  hasLink(name: string): boolean;
  hasButton(name: string): boolean;
  /** Follows the link of that name; `within` is a text of the row, item or section that it stands in. */
  follow(name: string, within?: string): Promise<VisitedPage>;
  /**
   * Presses the button of that name. `fields` go by label: text for text and menus (an option's label or value), true or
   * false for check boxes, an option's label for radio buttons (by legend), a list of labels for groups of check boxes.
   */
  submit(button: string, fields?: FieldValues, within?: string): Promise<VisitedPage>;
}

/** `listens` is where the app listens, `publicUrl` what its `LODE_URL` says. */
export function siteVisitor(listens: string, publicUrl = 'https://gallery.example'): SiteVisitor {
  return visitorWith({ listens, publicUrl, jar: new Map() });
}

interface Browser {
  readonly listens: string;
  readonly publicUrl: string;
  readonly jar: Map<string, string>;
}

interface Going {
  readonly path: string;
  readonly body?: URLSearchParams | FormData;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function visitorWith(browser: Browser): SiteVisitor {
  const { jar } = browser;
  const nameInJar = (name: string) => (jar.has(`__Host-${name}`) ? `__Host-${name}` : name);
  return {
    get: (path) => go(browser, { path }),
    post: (path, fields, headers = {}) => go(browser, { path, body: new URLSearchParams(fields), headers }),
    cookie: (name) => jar.get(nameInJar(name)),
    setCookie: (name, value) => void jar.set(nameInJar(name), value),
    clone: () => visitorWith({ ...browser, jar: new Map(jar) }),
  };
}

async function go(browser: Browser, going: Going): Promise<VisitedPage> {
  let next = going;
  for (let count = 0; count < MAX_REDIRECTS; count += 1) {
    const path = localPath(browser, next.path);
    if (path === undefined) throw new Error(`${next.path} is not of this site`);
    const response = await send(browser, { ...next, path });
    const html = await response.text();
    keepCookies(browser.jar, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) {
      return visitedPage(browser, { response, html, path });
    }
    if (localPath(browser, location) === undefined) {
      return visitedPage(browser, { response, html, path, leavesTo: location });
    }
    next = { path: location, from: path };
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects from ${going.path}`);
}

/** A link as path and query of this site; undefined for one that leads elsewhere. */
function localPath({ publicUrl }: Browser, link: string): string | undefined {
  const root = new URL(publicUrl);
  const url = new URL(link, root);
  return url.origin === root.origin ? url.pathname + url.search : undefined;
}

function send({ listens, publicUrl, jar }: Browser, { path, body, from, headers = {} }: Going): Promise<Response> {
  const { origin } = new URL(publicUrl);
  const all: Record<string, string> = { accept: 'text/html,*/*;q=0.8', 'user-agent': 'a visitor of the tests' };
  if (jar.size > 0) all['cookie'] = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  if (from !== undefined) all['referer'] = origin + from;
  if (body !== undefined) Object.assign(all, { origin, 'sec-fetch-site': 'same-origin' });
  const method = body === undefined ? 'GET' : 'POST';
  return fetch(listens + path, { method, headers: { ...all, ...headers }, redirect: 'manual', body: body ?? null });
}

/** As a browser does at the public root: what it would refuse is a failure of ours. */
function keepCookies(jar: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const has = (attribute: string) => attributes.includes(attribute);
    if (!has('HttpOnly') || !has('Path=/') || !has('SameSite=Lax')) throw new Error(`a careless cookie: ${line}`);
    if (name.startsWith('__Host-') !== has('Secure')) throw new Error(`a browser refuses this cookie: ${line}`);
    if (has('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
}

interface Arrival {
  readonly response: Response;
  readonly html: string;
  readonly path: string;
  readonly leavesTo?: string;
}

function visitedPage(browser: Browser, { response, html, path, leavesTo }: Arrival): VisitedPage {
  const root = parseHtml(html);
  const main = elementsNamed(root, 'main')[0] ?? root;
  const withClass = (name: string) =>
    elementsIn(main).filter((element) => attribute(element, 'class')?.split(' ').includes(name));
  const links = elementsNamed(root, 'a').filter((element) => attribute(element, 'href') !== undefined);
  const buttons = elementsNamed(root, 'button').filter((element) => attribute(element, 'type') !== 'button');
  const status = elementsIn(main).find((element) => attribute(element, 'role') === 'status');
  return {
    status: response.status,
    headers: response.headers,
    path,
    leavesTo,
    html,
    root,
    title: textOf(elementsNamed(root, 'title')[0] ?? root),
    heading: elementsNamed(main, 'h1').map(textOf).join(' / '),
    text: textOf(main),
    errors: [...withClass('notice-error'), ...withClass('field-error')].map(textOf),
    flash: status === undefined ? undefined : textOf(status),
    copied: (id) =>
      exactText(
        theOne(
          elementsIn(root).filter((each) => attribute(each, 'id') === id),
          `id ${id}`,
        ),
      ),
    hasLink: (name) => links.some((link) => accessibleName(link) === name),
    hasButton: (name) => buttons.some((button) => accessibleName(button) === name),
    follow(name, within) {
      const link = find(links, name, within);
      return go(browser, {
        path: new URL(attribute(link, 'href') ?? '', new URL(path, browser.publicUrl)).href,
        from: path,
      });
    },
    submit(name, fields = {}, within) {
      const { action, method, body } = formBody(root, find(buttons, name, within), fields);
      const target = new URL(action ?? path, new URL(path, browser.publicUrl)).href;
      if (method === 'post') return go(browser, { path: target, body, from: path });
      if (body instanceof FormData) throw new Error('a form that asks sends no file');
      return go(browser, { path: `${target.split('?')[0]}?${body}`, from: path });
    },
  };
}

/** The one link or button of that name; where there are several, the one in the innermost part that has the text `within`. */
function find(elements: readonly HtmlElement[], name: string, within: string | undefined): HtmlElement {
  const named = elements.filter((element) => accessibleName(element) === name);
  if (within === undefined) return theOne(named, `"${name}"`, elements);
  const depths = named.map((element) => ancestorsOf(element).findIndex((around) => textOf(around).includes(within)));
  const least = Math.min(...depths.filter((depth) => depth !== -1));
  return theOne(
    named.filter((_, index) => depths[index] === least),
    `"${name}" within "${within}"`,
    elements,
  );
}

function theOne(found: readonly HtmlElement[], what: string, among: readonly HtmlElement[] = []): HtmlElement {
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const names = among.map(accessibleName).filter((each) => each !== '');
  throw new Error(`the page has ${found.length} of ${what}; it has ${JSON.stringify(names)}`);
}
