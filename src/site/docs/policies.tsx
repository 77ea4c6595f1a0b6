/** `/policies/…`: the operator's own texts, and who to write to. */
import { settingInForce, type SettingName } from '../../accounts/settings/settings.ts';
import { MICROSECONDS_PER_DAY, formatInstant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import type { Database } from '../../storage/database.ts';
import { html } from '../html.tsx';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { page } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import { Empty } from '../ui/empty.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { TabLinks } from '../ui/tab-links.tsx';
import type { Visit } from '../visit.ts';

export interface PolicyDeps extends SiteDeps {
  readonly database: Database;
  /** `LODE_SUPPORT`: an email address. */
  readonly support: string | undefined;
}

interface Policy {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly setting: Extract<SettingName, `page-${string}`>;
}

const policies: readonly Policy[] = [
  { name: 'About', title: 'About', summary: 'Who runs this gallery, and what for.', setting: 'page-about' },
  { name: 'Terms', title: 'Terms of use', summary: 'What holds for whoever uses it.', setting: 'page-terms' },
  { name: 'Privacy', title: 'Privacy', summary: 'What it keeps of people, and for how long.', setting: 'page-privacy' },
  { name: 'Contact', title: 'Contact', summary: 'Who to write to.', setting: 'page-contact' },
];

/** `GET /policies` */
export function policiesPage(deps: SiteDeps): HttpHandler {
  return page(
    deps,
    (visit) => {
      const body = (
        <>
          <h1>Policies</h1>
          <ul class="docs-list">
            {policies.map(({ name, title, summary }) => (
              <li>
                <a href={visit.site.urls.policy(name)}>{title}</a>
                <p class="muted">{summary}</p>
              </li>
            ))}
          </ul>
        </>
      );
      return html(visit, { title: 'Policies', body });
    },
    { isOpen: true },
  );
}

/** `GET /policies/:policy`: for everybody, in a private gallery too, since who cannot sign in needs them most. */
export function policyPage(deps: PolicyDeps): HttpHandler {
  return page(
    deps,
    async (visit) => {
      const asked = visit.request.params['policy']?.toLowerCase();
      const policy = policies.find(({ name }) => name.toLowerCase() === asked);
      if (policy === undefined) throw new Problem('not_found', 'There is no such policy.');
      const text = await settingInForce(deps.database, policy.setting);
      const support = policy.name === 'Contact' ? deps.support : undefined;
      const body = (
        <>
          <h1>{policy.title}</h1>
          <PolicyTabs visit={visit} shown={policy} />
          {support !== undefined && <SupportAddress support={support} />}
          {text === '' ? (
            support === undefined && <Unwritten visit={visit} policy={policy} />
          ) : (
            <Markdown html={renderMarkdown(text, { isOwn: true, link: (target) => localLink(visit, target) })} />
          )}
        </>
      );
      return html(visit, { title: policy.title, body });
    },
    { isOpen: true },
  );
}

function PolicyTabs({ visit, shown }: { readonly visit: Visit; readonly shown: Policy }) {
  const tabs = policies.map((policy) => ({
    label: policy.title,
    href: visit.site.urls.policy(policy.name),
    isCurrent: policy === shown,
  }));
  return <TabLinks label="Policies" tabs={tabs} />;
}

function localLink({ site }: Visit, target: string): string | undefined {
  return target.startsWith('/') ? site.urls.local(target) : undefined;
}

function SupportAddress({ support }: { readonly support: string }) {
  return (
    <p>
      Write to <a href={`mailto:${encodeURI(support)}`}>{support}</a>.
    </p>
  );
}

function Unwritten({ visit, policy }: { readonly visit: Visit; readonly policy: Policy }) {
  const { name, urls } = visit.site;
  if (visit.viewer?.isAdministrator !== true)
    return <Empty title={`Whoever runs ${name} has not written this page yet.`} />;
  return (
    <Empty title="This page is empty.">
      <p>
        Everybody can read it, also before signing in. Write it in Markdown under{' '}
        <a href={urls.adminSettings}>Settings</a>, or with <code>lode setting set {policy.setting}</code>
        {policy.name === 'Contact' && (
          <>
            . An address in <code>LODE_SUPPORT</code> shows here too
          </>
        )}
        .
      </p>
    </Empty>
  );
}

/** RFC 9116 wants an end within a year. */
const SECURITY_DAYS = 180;

/** `GET /.well-known/security.txt`: where somebody writes who has found a weakness. There is none without an address. */
export function securityContact(deps: PolicyDeps): HttpHandler {
  return page(
    deps,
    ({ site: { urls }, now }) => {
      if (deps.support === undefined) throw new Problem('not_found', 'The operator has named no address.');
      const lines = [
        `Contact: mailto:${encodeURI(deps.support)}`,
        `Contact: ${urls.absolute(urls.policy('Contact'))}`,
        `Expires: ${formatInstant(endOfDay(now + SECURITY_DAYS * MICROSECONDS_PER_DAY))}`,
        'Preferred-Languages: en',
        `Canonical: ${urls.absolute(urls.securityContact)}`,
      ];
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' };
      return { status: 200, headers, body: `${lines.join('\n')}\n` };
    },
    { isOpen: true },
  );
}

function endOfDay(instant: number): number {
  return instant - (instant % MICROSECONDS_PER_DAY);
}
