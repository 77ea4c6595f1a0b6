import type { ComponentChildren } from 'preact';
import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { parseLicenseExpression, type LicenseTerm } from '../../nuget/license-expression.ts';
import { packageLimits } from '../../nuget/limits.ts';
import { readPackedFile } from '../../packages/read-packed-file.ts';
import { packageInView, type PackageInView } from '../../packages/view/package-in-view.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { Empty } from '../ui/empty.tsx';
import { IdText } from '../ui/id-text.tsx';
import { isLicenseId, licenseAnchor, licenseLink, spdxUrl } from './license-links.tsx';
import { STRANGERS_LINK } from './linked-text.tsx';
import { moved } from './moved.ts';
import type { PackagePageDeps } from './package-page-deps.ts';

/** `GET /packages/:id/:version/license`: under which terms a version may be used. */
export function licensePage(deps: PackagePageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const asked = visit.request.params['version'] ?? '';
    const pkg = await packageInView(deps, visit.viewer, requireIdOf(visit), asked);
    const { displayId, normalizedVersion, isRequested, visibility } = pkg.version;
    if (!isRequested || visibility === 'notice') throw new Problem('not_found', `${displayId} has no such version.`);
    const { urls } = visit.site;
    if (asked !== normalizedVersion) return moved(visit, urls.packageLicense(displayId, normalizedVersion));
    const name = `${displayId} ${normalizedVersion}`;
    const body = (
      <>
        <Crumbs trail={[{ label: name, href: urls.packageVersion(displayId, normalizedVersion) }]} here="Licence" />
        <h1>
          Licence of <IdText text={name} />
        </h1>
        {await readLicense(deps, pkg, visit.site.urls)}
      </>
    );
    const head = (
      <>
        <link rel="canonical" href={urls.absolute(urls.packageLicense(displayId, normalizedVersion))} />
        {visibility !== 'shown' && <meta name="robots" content="noindex" />}
      </>
    );
    return html(visit, { title: `Licence of ${name}`, head, body });
  });
}

async function readLicense(
  { blobs }: Pick<PackagePageDeps, 'blobs'>,
  { version }: PackageInView,
  urls: Parameters<typeof licenseLink>[0]['urls'],
): Promise<ComponentChildren> {
  const { manifest, parts, sha512, displayId, normalizedVersion } = version;
  if (manifest.license?.type === 'expression') return <Expression text={manifest.license.value} />;
  if (parts.license === undefined) {
    const link = licenseLink({ urls, displayId, version: normalizedVersion, manifest });
    if (link === null || manifest.license !== undefined) {
      return <Empty title="No licence">It names none: nobody but its author may say how it may be used.</Empty>;
    }
    return <p>Its author keeps the licence elsewhere, where it may change: {link}</p>;
  }
  const bytes = await readPackedFile(blobs, nupkgBlobKey(sha512), parts.license, packageLimits.licenseBytes);
  if (bytes === undefined) return <Empty title="Too long to be shown">The package holds the whole licence.</Empty>;
  return (
    <>
      <p class="muted">
        As it stands in the package, in <code>{manifest.license?.value.slice(0, MAX_PATH_LENGTH)}</code>.
      </p>
      <pre class="license-text">{new TextDecoder().decode(bytes)}</pre>
    </>
  );
}

const MAX_PATH_LENGTH = 260;

/** The expression and each of its parts, with where their texts are. */
function Expression({ text }: { readonly text: string }) {
  const expression = parseLicenseExpression(text);
  if ('faults' in expression) {
    return (
      <>
        <p class="license-expression">{text.slice(0, MAX_PATH_LENGTH)}</p>
        <p>This is no licence expression that NuGet can read: ask its author what is meant.</p>
      </>
    );
  }
  return (
    <>
      <p class="license-expression">{expression.text}</p>
      <p>{howToRead(expression.text)}</p>
      <ul class="license-terms">
        {expression.terms.map((term) => (
          <li id={licenseAnchor(term.id)}>
            <Term term={term} />
          </li>
        ))}
      </ul>
    </>
  );
}

function howToRead(text: string): string {
  const [hasOr, hasAnd] = [/\bOR\b/.test(text), /\bAND\b/.test(text)];
  if (hasOr && hasAnd) return 'You may choose where it says OR, and have to follow both where it says AND.';
  if (hasOr) return 'You may choose one of these licences.';
  return hasAnd ? 'All of these licences hold together.' : 'One licence holds for all of it.';
}

function Term({ term }: { readonly term: LicenseTerm }) {
  const { id, orLater, exception, osiOrFsf } = term;
  return (
    <>
      <LicenseName id={id} />
      {orLater && ', or any later version of it'}
      {exception !== undefined && (
        <>
          , with the exception{' '}
          <span id={licenseAnchor(exception)}>
            <LicenseName id={exception} />
          </span>
        </>
      )}
      {osiOrFsf ? '. The Open Source Initiative or the Free Software Foundation approves of it.' : '.'}
    </>
  );
}

function LicenseName({ id }: { readonly id: string }) {
  if (!isLicenseId(id)) return <b>{id}</b>;
  return (
    <a href={spdxUrl(id)} rel={STRANGERS_LINK}>
      {id}
    </a>
  );
}
