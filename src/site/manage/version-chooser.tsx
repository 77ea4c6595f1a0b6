import type { VersionToManage } from '../../packages/bulk/managed-package.ts';
import { isChangeable } from '../../packages/bulk/plan-listing.ts';
import { Button } from '../ui/button.tsx';
import { Field, Select } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import type { Visit } from '../visit.ts';
import { standingWords } from './version-words.ts';

/** Which version the page is about. */
export function VersionChooser({ visit, managed }: { readonly visit: Visit; readonly managed: VersionToManage }) {
  const { choices, counts, version, latest, inView } = managed;
  const eligible = choices.filter((each) => isChangeable(each) || each.id === version.id);
  return (
    <FilterForm action={visit.site.urls.manage(inView.displayId)} label="Version">
      <div class="row manage-version">
        {eligible.length === 0 ? (
          <Field
            name="version"
            label="Version"
            hint={`One of ${counts.all.toLocaleString('en')}.`}
            value={version.normalizedVersion}
            size="medium"
            isCode
            maxLength={256}
            hidesOptional
          />
        ) : (
          <Select
            name="version"
            label="Version"
            options={eligible.map((each) => {
              const words = standingWords(each, latest);
              const { normalizedVersion: text } = each;
              return { value: text, label: words.length === 0 ? text : `${text} (${words.join(', ')})` };
            })}
            value={version.normalizedVersion}
          />
        )}
        <Button>Show</Button>
      </div>
    </FilterForm>
  );
}
