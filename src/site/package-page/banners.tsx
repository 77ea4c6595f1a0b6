/** What somebody has to know of a version before they take it: the gravest openly, the others folded below it. */
import type { ComponentChildren } from 'preact';
import type { Instant } from '../../base/clock.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import { compareVersions, parseVersion } from '../../nuget/version.ts';
import type { OfferedVersion } from '../../packages/view/highest-offered.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { isWithdrawn } from '../../packages/visibility.ts';
import type { SiteUrls } from '../site-urls.ts';
import { IdText } from '../ui/id-text.tsx';
import { Notice, type NoticeKind } from '../ui/notice.tsx';
import { Time } from '../ui/time.tsx';
import { rangeWords } from './range-words.ts';

/** The highest versions that the package offers. */
export interface Offers {
  readonly stable: OfferedVersion | undefined;
  readonly preview: OfferedVersion | undefined;
}

export interface BannerFacts {
  readonly urls: SiteUrls;
  readonly pkg: PackageInView;
  readonly offers: Offers;
  readonly now: Instant;
}

interface Banner {
  readonly kind: NoticeKind;
  /** What it is about, in a word or two: what is read where it is folded. */
  readonly word: string;
  readonly body: ComponentChildren;
}

export function Banners(facts: BannerFacts) {
  const [first, ...others] = bannersOf(facts);
  if (first === undefined) return null;
  return (
    <div class="banners">
      <Notice kind={first.kind}>{first.body}</Notice>
      {others.length > 0 && (
        <details class="more-banners">
          <summary>Also: {others.map(({ word }) => word).join(', ')}</summary>
          {others.map(({ kind, body }) => (
            <Notice kind={kind}>{body}</Notice>
          ))}
        </details>
      )}
    </div>
  );
}

/** Those that hold, the gravest first. */
function bannersOf(facts: BannerFacts): Banner[] {
  const all = [withdrawn, locked, deprecated, held, unlisted, ownerless, newer, preview, semVer2];
  return all.flatMap((banner) => banner(facts) ?? []);
}

function withdrawn({ pkg }: BannerFacts): Banner | undefined {
  const { state } = pkg.version;
  if (!isWithdrawn(state)) return undefined;
  const body = (
    <p>
      <Name pkg={pkg} /> is {state}: nobody can restore it, and everybody else reads here only that it was withdrawn.
    </p>
  );
  return { kind: 'error', word: state, body };
}

function locked({ pkg }: BannerFacts): Banner | undefined {
  if (!pkg.isLocked) return undefined;
  const body = (
    <p>
      <IdText text={pkg.displayId} /> is locked: nobody can publish a version of it or change it. Its owners can ask the
      administrators of this gallery why.
    </p>
  );
  return { kind: 'error', word: 'locked', body };
}

const reasonWords: Readonly<Record<string, string>> = {
  Legacy: 'it is legacy and no longer maintained',
  CriticalBugs: 'it has critical bugs',
};

function deprecated({ pkg, urls }: BannerFacts): Banner | undefined {
  const { deprecation } = pkg.version;
  if (deprecation === null) return undefined;
  const reasons = deprecation.reasons.flatMap((reason) => reasonWords[reason] ?? []);
  const body = (
    <>
      <p>
        <b>
          <Name pkg={pkg} /> is deprecated{reasons.length > 0 ? `: ${reasons.join(', and ')}` : ''}.
        </b>
        <Alternate deprecation={deprecation} urls={urls} />
      </p>
      {deprecation.message !== undefined && (
        <p class="said">
          <bdi>{deprecation.message.slice(0, MAX_SAID_LENGTH)}</bdi>
        </p>
      )}
    </>
  );
  return { kind: 'warning', word: 'deprecated', body };
}

const MAX_SAID_LENGTH = 4_000;

function Alternate({ deprecation, urls }: { readonly deprecation: Deprecation; readonly urls: SiteUrls }) {
  const { alternate } = deprecation;
  if (alternate === undefined) return null;
  const isAny = alternate.range === '*' || alternate.range === '(, )';
  return (
    <>
      {' '}
      Use{' '}
      <a href={urls.package(alternate.id)}>
        <IdText text={alternate.id} />
      </a>
      {isAny ? '' : ` ${rangeWords(alternate.range)}`} instead.
    </>
  );
}

function held({ pkg }: BannerFacts): Banner | undefined {
  if (pkg.version.state !== 'held') return undefined;
  const body = (
    <p>
      <Name pkg={pkg} /> is under review: nobody but its owners and the administrators of this gallery can see it before
      it is released.
    </p>
  );
  return { kind: 'info', word: 'under review', body };
}

function unlisted({ pkg, urls }: BannerFacts): Banner | undefined {
  const { version, mayManage } = pkg;
  if (version.listed || version.state !== 'available') return undefined;
  const body = (
    <>
      <p>
        <Name pkg={pkg} /> is unlisted: it does not show in search, but builds that use it keep restoring it.
        {mayManage && (
          <>
            {' '}
            <a href={urls.manageVersion(version.displayId, version.normalizedVersion)}>Change in Manage</a>
          </>
        )}
      </p>
      {version.listingReason !== null && (
        <p class="said">
          <bdi>{version.listingReason.slice(0, MAX_SAID_LENGTH)}</bdi>
        </p>
      )}
    </>
  );
  return { kind: 'warning', word: 'unlisted', body };
}

function ownerless({ pkg }: BannerFacts): Banner | undefined {
  if (pkg.owners.length > 0) return undefined;
  const body = (
    <p>
      Nobody here owns <IdText text={pkg.displayId} />: no version can follow before an administrator of this gallery
      gives it an owner.
    </p>
  );
  return { kind: 'info', word: 'no owners', body };
}

/** Somebody on a stable version hears of previews only where they are ahead of everything stable. */
function newer({ pkg, offers, urls, now }: BannerFacts): Banner | undefined {
  const { normalizedVersion, displayId } = pkg.version;
  const { stable, preview: next } = offers;
  const found = isAhead(stable, normalizedVersion)
    ? { version: stable, words: 'A newer version exists: ', word: 'newer version' }
    : isAhead(next, normalizedVersion)
      ? { version: next, words: 'A newer preview exists: ', word: 'newer preview' }
      : undefined;
  if (found === undefined) return undefined;
  const { version, words, word } = found;
  const body = (
    <p>
      {words}
      <a href={urls.packageVersion(displayId, version.normalizedVersion)}>{version.normalizedVersion}</a>, published{' '}
      <Time at={version.publishedAt} now={now} />.
    </p>
  );
  return { kind: 'info', word, body };
}

function isAhead(offer: OfferedVersion | undefined, shown: string): offer is OfferedVersion {
  const [ahead, behind] = [parseVersion(offer?.normalizedVersion ?? ''), parseVersion(shown)];
  return ahead !== undefined && behind !== undefined && compareVersions(ahead, behind) > 0;
}

function preview({ pkg }: BannerFacts): Banner | undefined {
  if (!pkg.version.isPrerelease) return undefined;
  const body = (
    <p>
      <Name pkg={pkg} /> is a preview: what it does may change before it is released.
    </p>
  );
  return { kind: 'info', word: 'preview', body };
}

function semVer2({ pkg }: BannerFacts): Banner | undefined {
  if (pkg.version.semverLevel !== 2) return undefined;
  const body = (
    <p>
      Only clients that know SemVer 2.0.0 find <Name pkg={pkg} />: NuGet 4.3 and later, Visual Studio 2017 and later.
    </p>
  );
  return { kind: 'info', word: 'needs SemVer 2.0.0', body };
}

/** A version that was asked for and cannot be shown: another stands in for it. */
export function StandIn({ pkg, asked }: { readonly pkg: PackageInView; readonly asked: string }) {
  const { displayId, version, offeredVersionKey } = pkg;
  const why = offeredVersionKey === version.versionKey ? 'the version that it offers' : 'the highest one there is';
  return (
    <Notice kind="warning" role="status">
      <p>
        <IdText text={displayId} /> has no version <bdi>{asked.slice(0, MAX_ASKED_LENGTH)}</bdi>. This is{' '}
        {version.normalizedVersion}, {why}.
      </p>
    </Notice>
  );
}

const MAX_ASKED_LENGTH = 64;

function Name({ pkg }: { readonly pkg: PackageInView }) {
  return (
    <>
      <IdText text={pkg.version.displayId} /> {pkg.version.normalizedVersion}
    </>
  );
}
