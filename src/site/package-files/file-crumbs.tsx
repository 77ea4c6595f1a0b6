import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { withQuery } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { cutText } from '../ui/cut-text.ts';
import { IdText } from '../ui/id-text.tsx';
import type { Visit } from '../visit.ts';

/** Names are written by strangers: isolated, so that none turns the line around, and shown up to a length. */
const MAX_SHOWN_NAME = 200;

export function FileName({ name }: { readonly name: string }) {
  return (
    <bdi class="code">
      <IdText text={shownName(name)} />
    </bdi>
  );
}

export function shownName(name: string): string {
  return cutText(name.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}'), MAX_SHOWN_NAME);
}

interface FileCrumbsProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  /** Of a file or of a folder. */
  readonly path: string;
}

/** The way from the package's files down to a folder or a file. */
export function FileCrumbs({ visit, pkg, path }: FileCrumbsProps) {
  const { displayId, normalizedVersion } = pkg.version;
  const page = visit.site.urls.packageVersion(displayId, normalizedVersion);
  const segments = path.split('/');
  const above = segments.slice(0, -1).map((name, at) => ({
    label: shownName(name),
    href: withQuery(page, { tab: 'files', folder: segments.slice(0, at + 1).join('/') }),
  }));
  const trail = [
    { label: `${displayId} ${normalizedVersion}`, href: page },
    { label: 'Files', href: withQuery(page, { tab: 'files' }) },
    ...above,
  ];
  return <Crumbs trail={trail} here={shownName(segments.at(-1) ?? '')} />;
}
