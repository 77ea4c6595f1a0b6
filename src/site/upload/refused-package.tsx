import type { Fault, Problem } from '../../base/problem.ts';
import type { PackageReading } from '../../packages/inspection.ts';
import { cutText } from '../ui/cut-text.ts';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';

export interface Refusal {
  readonly problem: Problem;
  /** What was read of the package; absent where no file arrived whole. */
  readonly reading?: PackageReading;
  readonly fileName?: string;
}

/** Why a package cannot be published: every mistake at once, and what could be better beside. */
export function RefusedPackage({ refusal: { problem, reading, fileName = '' } }: { readonly refusal: Refusal }) {
  if (reading === undefined) return <Notice kind="error" role="alert" title={problem.message} />;
  const warnings = reading.findings.filter(({ severity }) => severity === 'warning');
  return (
    <div class="notice notice-error" role="alert" tabindex={-1} autofocus>
      <p class="notice-title">
        <RefusedName reading={reading} fileName={fileName} /> cannot be published:{' '}
        {problem.faults.length === 1 ? '1 mistake' : `${problem.faults.length} mistakes`}.
      </p>
      <FaultList faults={problem.faults} />
      {warnings.length > 0 && (
        <>
          <p>These could be better, and would not stop it:</p>
          <FaultList faults={warnings} />
        </>
      )}
      <p>
        Whoever builds the package can mend all of this: change it, pack it again and upload the new file. Nothing was
        kept.
      </p>
    </div>
  );
}

const MAX_NAME_LENGTH = 100;

function RefusedName({
  reading: { id, version },
  fileName,
}: {
  readonly reading: PackageReading;
  readonly fileName: string;
}) {
  if (id === undefined || version === undefined) return <bdi>{cutText(fileName, MAX_NAME_LENGTH) || 'The file'}</bdi>;
  return (
    <bdi>
      <IdText text={id.display} /> {version.normalized}
    </bdi>
  );
}

/** Each with its place in the package, where it has one. */
export function FaultList({ faults }: { readonly faults: readonly Fault[] }) {
  return (
    <ul>
      {faults.map(({ at, detail }) => (
        <li>
          <bdi>{detail}</bdi>
          {at !== undefined && !detail.includes(at) && (
            <span class="muted">
              {' '}
              (<bdi class="code">{cutText(at, MAX_NAME_LENGTH)}</bdi>)
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
