import type { ComponentChildren } from 'preact';
import { accountLinks, footLinks, mainLinks } from '../navigation.ts';
import type { Visit } from '../visit.ts';
import { Button } from './button.tsx';
import { Form } from './form.tsx';
import { Notice } from './notice.tsx';
import { SearchBox, type SearchBoxProps } from './search-box.tsx';

/** `text`: as wide as can be read. `wide`: for tables and two columns. `narrow`: one small form in the middle. */
export type PageLayout = 'text' | 'wide' | 'narrow';

/** What the search in the head holds already; `none` where the page has its own. */
export type FrameSearch = Pick<SearchBoxProps, 'query' | 'kept'> | 'none';

interface FrameProps {
  readonly visit: Visit;
  /** What stands in the tab, before the gallery's name; the home page has none. */
  readonly title: string | undefined;
  readonly layout: PageLayout;
  /** More of the head. */
  readonly head?: ComponentChildren;
  readonly search?: FrameSearch | undefined;
  readonly children: ComponentChildren;
}

/** The whole document around a page. */
export function Frame({ visit, title, layout, head, search = {}, children }: FrameProps) {
  const { name, assets, urls } = visit.site;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === undefined ? name : `${title} · ${name}`}</title>
        <script src={assets.url('theme.js')} />
        <link rel="stylesheet" href={assets.url('lode.css')} />
        <link rel="icon" href={assets.url('mark.svg')} type="image/svg+xml" />
        <link rel="search" type="application/opensearchdescription+xml" href={urls.searchDescription} title={name} />
        <script type="module" src={assets.url('site.js')} />
        {head}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="head">
          <div class="wrap head-row">
            <a class="mark" href={urls.home}>
              <Mark />
              <span>{name}</span>
            </a>
            {search !== 'none' && <SearchBox urls={urls} {...search} />}
            <MainLinks visit={visit} />
            <Account visit={visit} />
          </div>
        </header>
        <main id="main" class={`wrap page-${layout}`} tabindex={-1}>
          <FlashNotice visit={visit} />
          {children}
        </main>
        <Foot visit={visit} />
      </body>
    </html>
  );
}

function Mark() {
  return (
    <svg class="mark-sign" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M11 1 21 11 11 21 1 11Z" opacity=".28" />
      <path d="m11 5 6 6-6 6-6-6Z" />
    </svg>
  );
}

function MainLinks({ visit }: { readonly visit: Visit }) {
  const { urls } = visit.site;
  const here = urls.local(visit.request.url.split('?')[0] ?? '').toLowerCase();
  return (
    <nav class="head-links" aria-label="Main">
      {mainLinks(urls).map(({ label, href }) => (
        <a href={href} aria-current={href.toLowerCase() === here ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** The menu of whoever is signed in, named after them, or the way to sign in. */
function Account({ visit }: { readonly visit: Visit }) {
  const { site, viewer } = visit;
  if (viewer === undefined) {
    return (
      <a class="head-sign-in" href={site.urls.signIn}>
        Sign in
      </a>
    );
  }
  return (
    <details class="menu" data-menu>
      <summary>
        <Face name={viewer.name} />
        <span class="menu-name">{viewer.name}</span>
      </summary>
      <div class="menu-items">
        <nav aria-label="Account">
          {accountLinks(site.urls, viewer).map(({ label, href }) => (
            <a href={href}>{label}</a>
          ))}
        </nav>
        <Form visit={visit} action={site.urls.signOut} layout="line">
          <Button kind="plain">Sign out</Button>
        </Form>
      </div>
    </details>
  );
}

/** An account as a letter: what stands for a picture that nobody uploaded. */
export function Face({ name }: { readonly name: string }) {
  return (
    <span class="face" aria-hidden="true">
      {Array.from(name)[0]?.toUpperCase()}
    </span>
  );
}

function FlashNotice({ visit }: { readonly visit: Visit }) {
  const flash = visit.takeFlash();
  if (flash === undefined) return null;
  return (
    <Notice kind={flash.kind} role="status">
      <p>
        {flash.text} {flash.link !== undefined && <a href={flash.link.href}>{flash.link.label}</a>}
      </p>
      {flash.undo !== undefined && (
        <Form visit={visit} action={flash.undo.action} layout="line">
          {Object.entries(flash.undo.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Button isSmall>Undo</Button>
        </Form>
      )}
    </Notice>
  );
}

function Foot({ visit }: { readonly visit: Visit }) {
  const { urls } = visit.site;
  return (
    <footer class="foot">
      <div class="wrap foot-row">
        <p class="foot-feed">
          <span id="feed-label">Feed</span> <code id="feed-url">{urls.feed}</code>
          <button
            type="button"
            class="button button-bare button-small"
            data-copy="feed-url"
            aria-describedby="feed-label"
            hidden
          >
            Copy
          </button>
        </p>
        {footLinks(urls).map(({ label, href }) => (
          <a href={href}>{label}</a>
        ))}
        <p class="foot-theme" data-theme-switch hidden>
          <label for="theme">Theme</label>
          <select class="input input-small" id="theme">
            <option value="system">System</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </p>
      </div>
    </footer>
  );
}
