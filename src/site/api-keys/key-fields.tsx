import type { Fault } from '../../base/problem.ts';
import { MAX_GLOBS } from '../../accounts/keys/scopes.ts';
import { Button } from '../ui/button.tsx';
import { CheckBoxGroup } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { MAX_FIND_LENGTH, OFFERED_IDS, type OfferedPackages } from './offered-packages.ts';
import type { TypedKey } from './typed-key.ts';

/** As many globs as a key takes, each as long as it may be. */
const MAX_GLOB_FIELD_LENGTH = MAX_GLOBS * 130;

const SCROLLED_FROM = 12;

/** What a scope is called, and what it lets a key do. */
export const scopeLabels = [
  { value: 'push', label: 'Push', hint: 'New packages, and new versions of packages that exist.' },
  { value: 'push-version', label: 'Push only new package versions', hint: 'New versions of packages that exist.' },
  { value: 'unlist', label: 'Unlist package', hint: 'Unlists, relists and deprecates versions.' },
  { value: 'read', label: 'Read', hint: 'Restores and searches, which only a private gallery asks a key for.' },
] as const;

interface KeyFieldsProps {
  readonly typed: Pick<TypedKey, 'scopes' | 'picked' | 'glob' | 'find'>;
  readonly offered: OfferedPackages;
  readonly faults: readonly Fault[];
}

export function ScopeFields({ typed, faults }: Pick<KeyFieldsProps, 'typed' | 'faults'>) {
  return (
    <CheckBoxGroup
      name="scopes"
      label="Scopes"
      options={scopeLabels}
      values={typed.scopes}
      error={faultAt(faults, 'scopes')}
    />
  );
}

/** Ids to tick, a way to find others where there are many, and globs. */
export function PackageFields({ typed, offered, faults }: KeyFieldsProps) {
  const { ids, areMore } = offered;
  const isSearched = areMore || typed.find !== '';
  return (
    <>
      {(ids.length > 0 || isSearched) && (
        <CheckBoxGroup
          name="packages"
          label="Available packages"
          isScrolled={ids.length > SCROLLED_FROM}
          hint={
            areMore ? `The first ${OFFERED_IDS}. Find others by a part of their id, or write a pattern.` : undefined
          }
          options={ids.map((id) => ({ value: id, label: id }))}
          values={typed.picked}
          error={faultAt(faults, 'packages')}
        />
      )}
      {isSearched && (
        <div class="row">
          <Field name="find" label="Part of an id" value={typed.find} maxLength={MAX_FIND_LENGTH} isCode />
          <Button name="step" value="find">
            Find packages
          </Button>
        </div>
      )}
      <Field
        name="glob"
        id={ids.length > 0 || isSearched ? 'glob' : 'packages'}
        label="Glob pattern"
        hint="Ids to come count too. * stands for any characters: Acme.* is all that begins with Acme., and * alone is every package. Several with spaces between."
        value={typed.glob}
        maxLength={MAX_GLOB_FIELD_LENGTH}
        error={ids.length > 0 || isSearched ? undefined : faultAt(faults, 'packages')}
        isCode
      />
    </>
  );
}
