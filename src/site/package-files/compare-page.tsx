/** `GET /packages/:id/:version/compare?with=`: what differs between two versions of a package. */
import type { ComponentChildren } from 'preact';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { compareVersions, parseVersion } from '../../nuget/version.ts';
import { compareDependencies, compareFacts, compareFiles } from '../../packages/contents/compare-packages.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { versionBound, versionsInView } from '../../packages/view/versions-in-view.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { IdText } from '../ui/id-text.tsx';
import type { Visit } from '../visit.ts';
import { ChangedFacts, ChangedFiles } from './changes.tsx';
import type { Compared } from './compared.ts';
import { CompareForm } from './compare-form.tsx';
import { readFileChanges } from './file-changes.tsx';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import { requireMayLookInside, requireVersionInView, requireVersionNamed } from './package-in-question.ts';

/** A menu of more would take longer to read than a number takes to write. */
const MAX_OFFERED_VERSIONS = 100;
const MAX_VERSION_LENGTH = 256;

export function comparePage(deps: PackageFilesPageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const pkg = await requireVersionInView(deps, visit);
    requireMayLookInside(pkg);
    const asked = (visit.request.query.get('with') ?? '').trim().slice(0, MAX_VERSION_LENGTH);
    const other = asked === '' ? await versionBelow(deps, pkg) : asked;
    const found = other === undefined ? undefined : await otherInView(deps, visit, other);
    const compared = found === undefined ? undefined : inOrder(pkg, found);
    const path = visit.request.query.get('path');
    return answer(deps, visit, pkg, { other, asked, compared, path });
  });
}

interface Asked {
  readonly other: string | undefined;
  readonly asked: string;
  readonly compared: Compared | undefined;
  readonly path: string | null;
}

async function answer(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
  { other, asked, compared, path }: Asked,
): Promise<HttpAnswer> {
  const { displayId, normalizedVersion } = pkg.version;
  const { urls } = visit.site;
  const { versions, next } = await versionsInView(deps.database, pkg, {
    before: undefined,
    limit: MAX_OFFERED_VERSIONS,
  });
  const isMissing = asked !== '' && compared === undefined;
  const versionsText = compared === undefined ? normalizedVersion : versionsOf(compared);
  const title = `${displayId} ${versionsText}`;
  const body = (
    <>
      <Crumbs
        trail={[
          { label: `${displayId} ${normalizedVersion}`, href: urls.packageVersion(displayId, normalizedVersion) },
        ]}
        here="Compare"
      />
      <h1>
        <IdText text={displayId} /> {versionsText}
      </h1>
      <CompareForm
        visit={visit}
        pkg={pkg}
        other={other}
        offered={next === undefined ? versions.map((each) => each.normalizedVersion) : undefined}
        error={isMissing ? `There is no version ${asked} of ${displayId} to compare with.` : undefined}
      />
      {compared !== undefined && (await readChanges(deps, visit, compared, path))}
      {compared === undefined && !isMissing && <p class="muted">There is no lower version to compare it with.</p>}
    </>
  );
  return html(visit, { title: `Compare ${title}`, layout: 'wide', body, status: isMissing ? 404 : 200 });
}

async function versionBelow(deps: PackageFilesPageDeps, pkg: PackageInView): Promise<string | undefined> {
  const before = versionBound(pkg.version.normalizedVersion, false);
  const { versions } = await versionsInView(deps.database, pkg, { before, limit: 1 });
  return versions[0]?.normalizedVersion;
}

/** What the viewer may not see is no version here: the same as one that never was. */
async function otherInView(
  deps: PackageFilesPageDeps,
  visit: Visit,
  other: string,
): Promise<PackageInView | undefined> {
  try {
    const found = await requireVersionNamed(deps, visit, other);
    requireMayLookInside(found);
    return found;
  } catch (error) {
    if (error instanceof Problem && (error.code === 'not_found' || error.code === 'withdrawn')) return undefined;
    throw error;
  }
}

function inOrder(one: PackageInView, other: PackageInView): Compared {
  const [a, b] = [parseVersion(one.version.normalizedVersion), parseVersion(other.version.normalizedVersion)];
  const isFirstLower = a !== undefined && b !== undefined && compareVersions(a, b) < 0;
  return isFirstLower ? { before: one, after: other } : { before: other, after: one };
}

function versionsOf({ before, after }: Compared): string {
  return `${before.version.normalizedVersion} and ${after.version.normalizedVersion}`;
}

async function readChanges(
  deps: PackageFilesPageDeps,
  visit: Visit,
  compared: Compared,
  path: string | null,
): Promise<ComponentChildren> {
  const [before, after] = [compared.before.version, compared.after.version];
  const [old, now] = await Promise.all([deps.contents.files(before), deps.contents.files(after)]);
  const changes = compareFiles(old, now);
  if (path !== null) return readFileChanges(deps, visit, compared, { changes, path });
  return (
    <>
      <ChangedFacts
        title="What it says of itself"
        none="Both versions say the same of themselves."
        compared={compared}
        facts={compareFacts(before.manifest, after.manifest)}
      />
      <ChangedFacts
        title="Dependencies"
        none="Both versions have the same dependencies."
        compared={compared}
        facts={compareDependencies(before.manifest, after.manifest)}
      />
      <ChangedFiles visit={visit} compared={compared} changes={changes} />
    </>
  );
}
