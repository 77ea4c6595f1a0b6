import { packageFrameworks } from '../../nuget/framework-generations.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { Table } from '../ui/table.tsx';
import { frameworkTable } from './framework-table.ts';
import type { SectionFacts } from './package-page-deps.ts';

/** `?tab=frameworks`: what it was built for, and what else can use it. */
export function FrameworksSection({ pkg }: Pick<SectionFacts, 'pkg'>) {
  const { manifest, displayId, normalizedVersion } = pkg.version;
  const names = packageFrameworks(manifest);
  const rows = frameworkTable(names);
  return (
    <section aria-labelledby="frameworks">
      <h2 id="frameworks">Frameworks</h2>
      {rows.length === 0 ? (
        <Empty title="No framework is named">
          {displayId} {normalizedVersion} has no files that only some frameworks can use.
        </Empty>
      ) : (
        <Table
          caption={`Frameworks of ${displayId} ${normalizedVersion}`}
          isCaptionHidden
          rows={rows}
          columns={[
            { title: 'Product', isRowTitle: true, cell: ({ product }) => product },
            { title: 'In the package', cell: ({ included }) => <Names names={included} /> },
            { title: 'Compatible as well', cell: ({ computed }) => <Computed names={computed} /> },
          ]}
        />
      )}
      <p class="small muted">
        Compatible as well is what NuGet takes for compatible with the files of the package; nobody need have tried it.
      </p>
    </section>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <span class="badges">
      {names.map((name) => (
        <Badge kind="code">{name}</Badge>
      ))}
    </span>
  );
}

function Computed({ names }: { readonly names: readonly string[] }) {
  return <span class="small muted">{names.join(', ')}</span>;
}
