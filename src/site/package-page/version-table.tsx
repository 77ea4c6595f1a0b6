import type { ComponentChildren } from 'preact';
import type { Instant } from '../../base/clock.ts';
import type { VersionInList } from '../../packages/view/versions-in-view.ts';
import type { VersionState } from '../../storage/schema.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Badge, type BadgeKind } from '../ui/badge.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Time } from '../ui/time.tsx';

const MAX_FRAMEWORKS = 3;

interface VersionTableProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly caption: string;
  readonly versions: readonly VersionInList[];
  /** The version whose page it is. */
  readonly currentKey?: string;
  readonly now: Instant;
  /** For those who manage the package: whether each version is listed. */
  readonly hasStatus: boolean;
  /** For very many: by minor version, with the previews of each folded. */
  readonly isGrouped?: boolean;
}

/** Versions, the highest first. On a narrow screen each is two lines: which one, and what is said of it. */
export function VersionTable(props: VersionTableProps) {
  const { caption, versions, hasStatus, isGrouped = false } = props;
  const titles = ['Version', 'Downloads', 'Published', 'Frameworks', ...(hasStatus ? ['Status'] : [])];
  const groups = isGrouped ? groupsOf(versions) : [{ minor: undefined, stable: versions, previews: [] }];
  return (
    <div class="table-box">
      <table class="table version-table" role="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {titles.map((title) => (
              <th scope="col" role="columnheader" class={title === 'Downloads' ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group, index) => (
          <tbody role="rowgroup">
            {group.minor !== undefined && (
              <WholeRow columns={titles.length}>
                <b>{group.minor}</b>
              </WholeRow>
            )}
            {group.stable.map((version) => (
              <VersionRow {...props} version={version} />
            ))}
            <Previews
              {...props}
              previews={group.previews}
              columns={titles.length}
              isOpen={index === 0 && group.stable.length === 0}
            />
          </tbody>
        ))}
      </table>
    </div>
  );
}

function WholeRow({ columns, children }: { readonly columns: number; readonly children: ComponentChildren }) {
  return (
    <tr role="row">
      <td role="cell" class="whole" colspan={columns}>
        <div>{children}</div>
      </td>
    </tr>
  );
}

type RowProps = VersionTableProps & { readonly version: VersionInList };

function VersionRow(props: RowProps) {
  const { version, now, hasStatus } = props;
  const frameworks = version.frameworks.slice(0, MAX_FRAMEWORKS);
  const others = version.frameworks.length - frameworks.length;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <VersionLink {...props} />
      </th>
      <td role="cell" class="number version-downloads" data-label="Downloads">
        <div>{version.downloads.toLocaleString('en')}</div>
      </td>
      <td role="cell" data-label="Published">
        <div>
          <Time at={version.publishedAt} now={now} />
        </div>
      </td>
      <td role="cell" data-label="Frameworks">
        <div class="badges">
          {frameworks.map((name) => (
            <Badge kind="code">{name}</Badge>
          ))}
          {others > 0 && <span class="small muted">+{others}</span>}
        </div>
      </td>
      {hasStatus && (
        <td role="cell" data-label="Status">
          <div>
            <Status {...props} />
          </div>
        </td>
      )}
    </tr>
  );
}

function VersionLink({ urls, displayId, version, currentKey }: RowProps) {
  const isCurrent = version.versionKey === currentKey;
  return (
    <>
      <a
        class="code"
        href={urls.packageVersion(displayId, version.normalizedVersion)}
        aria-current={isCurrent ? 'true' : undefined}
      >
        <IdText text={version.normalizedVersion} />
      </a>
      {version.deprecation !== null && (
        <>
          {' '}
          <Badge kind="amber">Deprecated</Badge>
        </>
      )}
    </>
  );
}

/** One word for each state; unlisting is what an owner can undo, so that word leads to where. */
function Status({ urls, displayId, version }: RowProps) {
  if (version.state !== 'available') {
    const { word, kind } = stateWords[version.state];
    return <Badge kind={kind}>{word}</Badge>;
  }
  if (version.listed) return <Badge>Listed</Badge>;
  return (
    <a class="badge-link" href={urls.manageVersion(displayId, version.normalizedVersion)}>
      <Badge kind="outlined">Unlisted</Badge>
    </a>
  );
}

const stateWords: Readonly<Record<Exclude<VersionState, 'available'>, { word: string; kind: BadgeKind }>> = {
  held: { word: 'Under review', kind: 'blue' },
  quarantined: { word: 'Quarantined', kind: 'filled' },
  removed: { word: 'Removed', kind: 'filled' },
  destroyed: { word: 'Destroyed', kind: 'filled' },
};

interface PreviewsProps extends VersionTableProps {
  readonly previews: readonly VersionInList[];
  readonly columns: number;
  readonly isOpen: boolean;
}

/** Many previews of one version are of interest to few. */
function Previews({ previews, columns, isOpen, ...props }: PreviewsProps) {
  if (previews.length === 0) return null;
  const hasCurrent = previews.some(({ versionKey }) => versionKey === props.currentKey);
  return (
    <WholeRow columns={columns}>
      <details class="previews" open={isOpen || hasCurrent}>
        <summary>{previews.length === 1 ? '1 preview' : `${previews.length} previews`}</summary>
        <ul>
          {previews.map((version) => (
            <li>
              <VersionLink {...props} version={version} />{' '}
              <span class="small muted">
                <Time at={version.publishedAt} now={props.now} />, {version.downloads.toLocaleString('en')}{' '}
                {version.downloads === 1 ? 'download' : 'downloads'}
              </span>{' '}
              {props.hasStatus && <Status {...props} version={version} />}
            </li>
          ))}
        </ul>
      </details>
    </WholeRow>
  );
}

interface MinorGroup {
  readonly minor: string;
  readonly stable: readonly VersionInList[];
  readonly previews: readonly VersionInList[];
}

/** By the first two numbers, in the order in which they come. */
function groupsOf(versions: readonly VersionInList[]): MinorGroup[] {
  const groups = Map.groupBy(versions, ({ normalizedVersion }) => normalizedVersion.split('.').slice(0, 2).join('.'));
  return [...groups].map(([minor, all]) => ({
    minor,
    stable: all.filter(({ isPrerelease }) => !isPrerelease),
    previews: all.filter(({ isPrerelease }) => isPrerelease),
  }));
}
