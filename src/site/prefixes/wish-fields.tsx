import type { Fault } from '../../base/problem.ts';
import { MAX_PREFIX_OWNERS } from '../../packages/prefixes/plan-prefix.ts';
import type { ReservationWish } from '../../packages/prefixes/reserve-prefix.ts';
import { CheckBox } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';

const MAX_OWNERS_TEXT_LENGTH = 1_000;

/** A reservation as the fields of a form say it; `public` is a checkbox. */
export function readWish(get: (name: string) => string, prefix: string): ReservationWish {
  const owners = get('owners')
    .slice(0, MAX_OWNERS_TEXT_LENGTH)
    .split(/[\s,;]+/);
  return { prefix, owners: owners.filter((name) => name !== ''), isPublic: get('public') !== '' };
}

interface WishFieldsProps {
  readonly owners: readonly string[];
  readonly isPublic: boolean;
  readonly faults: readonly Fault[];
}

/** Whose a prefix is, and whether others may publish under it. */
export function WishFields({ owners, isPublic, faults }: WishFieldsProps) {
  return (
    <>
      <Field
        name="owners"
        label="Owners"
        hint={`Names of accounts, at most ${MAX_PREFIX_OWNERS}, with commas between them. Without any, nobody publishes a new id under it.`}
        value={owners.join(', ')}
        error={faultAt(faults, 'owners')}
        maxLength={MAX_OWNERS_TEXT_LENGTH}
      />
      <CheckBox
        name="public"
        value="yes"
        label="Public"
        hint="Anybody may publish new ids under it; only packages of its owners get the mark."
        isChecked={isPublic}
        error={faultAt(faults, 'public')}
      />
    </>
  );
}
