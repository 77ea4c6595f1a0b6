import { NOBODY, type OwnAccount } from '../../packages/owners/own-accounts.ts';
import { Button } from '../ui/button.tsx';
import { Field, Select, type Choice } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import type { Visit } from '../visit.ts';
import { listingOf, type PackageFilter } from './package-filter.ts';

interface PackageFilterFormProps {
  readonly visit: Visit;
  readonly filter: PackageFilter;
  readonly accounts: readonly OwnAccount[];
  /** Of the gallery. */
  readonly isAdministrator: boolean;
}

/** Whose packages, and which of them. */
export function PackageFilterForm({ visit, filter, accounts, isAdministrator }: PackageFilterFormProps) {
  const { owner, search } = filter;
  const listing = listingOf(filter);
  const own: Choice[] = [
    { value: '', label: 'All of mine' },
    ...accounts.map(({ name, relation }) => ({ value: name, label: relation === 'self' ? `${name} (me)` : name })),
    ...(isAdministrator ? [{ value: NOBODY, label: 'Without an owner' }] : []),
  ];
  const chosen = own.find(({ value }) => value.toLowerCase() === owner.toLowerCase());
  // Administrators of the gallery come here for others too, by a link.
  const options = chosen === undefined ? [...own, { value: owner, label: owner }] : own;
  return (
    <FilterForm action={visit.site.urls.packages} label="Which packages">
      {listing !== undefined && <input type="hidden" name="listing" value={listing} />}
      <div class="row">
        <Select name="owner" label="Owner" options={options} value={chosen?.value ?? owner} />
        <Field
          name="q"
          label="Package id"
          hint="A part of it, or a pattern such as Acme.*"
          size="medium"
          isCode
          maxLength={128}
          value={search}
        />
        <Button>Show</Button>
      </div>
    </FilterForm>
  );
}
