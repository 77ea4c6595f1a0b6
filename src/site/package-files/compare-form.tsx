import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { Button } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import type { Visit } from '../visit.ts';

interface CompareFormProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  readonly other: string | undefined;
  /** Undefined where there are more than a menu may have. */
  readonly offered: readonly string[] | undefined;
  readonly error: string | undefined;
}

export function CompareForm({ visit, pkg, other, offered, error }: CompareFormProps) {
  const { displayId, normalizedVersion } = pkg.version;
  const field = { name: 'with', label: `Compare ${normalizedVersion} with` };
  const others = offered?.filter((version) => version !== normalizedVersion) ?? [];
  const options = others.map((version) => ({ value: version, label: version }));
  // A version that lists do not show can be asked for all the same.
  const isTyped = offered === undefined || error !== undefined || (other !== undefined && !others.includes(other));
  return (
    <FilterForm action={visit.site.urls.packageCompare(displayId, normalizedVersion)} label="Versions to compare">
      <div class="row compare-choice">
        {isTyped ? (
          <Field {...field} value={other} error={error} size="medium" isCode maxLength={256} hidesOptional />
        ) : (
          <Select {...field} options={options} value={other} />
        )}
        <Button>Compare</Button>
      </div>
    </FilterForm>
  );
}
