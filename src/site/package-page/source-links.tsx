/** Where a package says that it comes from. It is the author's word: links are marked as a stranger's. */
import type { PackageManifest } from '../../nuget/manifest.ts';
import { parseRepositoryUrl, parseWebUrl } from '../../nuget/web-url.ts';
import { cutText } from '../ui/cut-text.ts';
import { IdText } from '../ui/id-text.tsx';
import { STRANGERS_LINK } from './linked-text.tsx';

const MAX_LINK_TEXT = 60;
const MAX_SHORT_TEXT = 20;
const COMMIT = /^[0-9a-f]{7,64}$/iu;
/** Sites that have a page for each commit, at `/commit/HASH`. */
const COMMIT_HOSTS = ['github.com', 'gitlab.com', 'codeberg.org'];

export function sourceLink({ repository }: PackageManifest) {
  const address = repository?.url === undefined ? undefined : parseRepositoryUrl(repository.url);
  if (address === undefined) return null;
  const url = parseWebUrl(address);
  if (url === undefined) return <IdText text={cutText(address, MAX_LINK_TEXT)} />;
  const commit = commitUrl(url, repository?.commit);
  return (
    <>
      <WebLink url={url} text={sourceText} />
      {commit !== undefined && (
        <>
          {' '}
          <a class="small code" href={commit} rel={STRANGERS_LINK} title="The commit that it was built from">
            {repository?.commit?.slice(0, 7)}
          </a>
        </>
      )}
    </>
  );
}

function commitUrl(url: string, commit: string | undefined): string | undefined {
  const { protocol, hostname, pathname } = new URL(url);
  if (commit === undefined || !COMMIT.test(commit) || !COMMIT_HOSTS.includes(hostname)) return undefined;
  return `${protocol}//${hostname}${pathname.replace(/(?:\.git)?\/*$/u, '')}/commit/${commit}`;
}

export function projectLink({ projectUrl }: PackageManifest) {
  const url = projectUrl === undefined ? undefined : parseWebUrl(projectUrl);
  return url === undefined ? null : <WebLink url={url} text={shortText} />;
}

/** Where repositories are known by the two names in their path. */
function sourceText({ host, path }: Place): string {
  return COMMIT_HOSTS.includes(host) ? path.slice(1) : shortText({ host, path });
}

/** As much of an address as stands on one line; all of it is in the link. */
function shortText({ host, path }: Place): string {
  return host.length + path.length <= MAX_SHORT_TEXT ? `${host}${path}` : host;
}

interface Place {
  readonly host: string;
  /** Without a slash at its end; empty for the root. */
  readonly path: string;
}

/** Says where it leads, never a text that a stranger chose. */
function WebLink({ url, text }: { readonly url: string; readonly text: (place: Place) => string }) {
  const { host, pathname } = new URL(url);
  const path = pathname.replace(/(?:\.git)?\/*$/u, '');
  return (
    <a href={url} rel={STRANGERS_LINK} title={url}>
      <IdText text={cutText(text({ host, path }), MAX_LINK_TEXT)} />
    </a>
  );
}
