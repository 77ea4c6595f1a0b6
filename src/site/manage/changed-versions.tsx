import type { ManagedVersion } from '../../packages/bulk/bulk.queries.ts';

/** More are folded. */
const VERSIONS_IN_SIGHT = 40;

/** Exactly which versions: as one text, so that thousands cost no more than a readme. */
export function ChangedVersions({
  label,
  versions,
}: {
  readonly label: string;
  readonly versions: readonly ManagedVersion[];
}) {
  if (versions.length === 0) return null;
  const text = versions.map(({ normalizedVersion }) => normalizedVersion).join(', ');
  return (
    <details class="manage-versions" open={versions.length <= VERSIONS_IN_SIGHT}>
      <summary>
        {label}: {versions.length.toLocaleString('en')}
      </summary>
      <p class="code">{text}</p>
    </details>
  );
}
