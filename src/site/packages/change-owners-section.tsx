import type { Fault } from '../../base/problem.ts';
import type { OwnersWish } from '../../packages/owners/change-owners.ts';
import { MAX_PACKAGES_AT_ONCE } from '../../packages/owners/change-owners.ts';
import { MAX_OWNER_MESSAGE_LENGTH } from '../../packages/owners/invited-account.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, TextArea, type Choice } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { allInWords, listingOf, type PackageFilter } from './package-filter.ts';

/** The form that the boxes of the list belong to. */
export const CHANGE_PACKAGES_FORM = 'change-packages';

interface ChangeOwnersSectionProps {
  readonly visit: Visit;
  readonly filter: PackageFilter;
  /** Of the gallery. */
  readonly isAdministrator: boolean;
  readonly wish: OwnersWish | undefined;
  readonly faults: readonly Fault[];
}

/** One owner for many packages: leads to a preview, which changes nothing yet. */
export function ChangeOwnersSection({ visit, filter, isAdministrator, wish, faults }: ChangeOwnersSectionProps) {
  return (
    <Section title="Change owners of several packages" isOpen={wish !== undefined} id="bulk">
      <Form visit={visit} action={visit.site.urls.changeOwners} id={CHANGE_PACKAGES_FORM}>
        <input type="hidden" name="owner" value={filter.owner} />
        <input type="hidden" name="q" value={filter.search} />
        <input type="hidden" name="listing" value={listingOf(filter) ?? ''} />
        <RadioGroup
          name="packages"
          label="Packages"
          options={[
            { value: 'ids', label: 'Those that are ticked above' },
            {
              value: 'matching',
              label: `${allInWords(filter)}, listed or not`,
              hint: `At most ${MAX_PACKAGES_AT_ONCE}.`,
            },
          ]}
          value={wish?.selection.kind ?? 'ids'}
          error={faultAt(faults, 'packages')}
        />
        <RadioGroup
          name="action"
          label="What to do"
          options={[...actions, ...(isAdministrator ? [addUnasked] : [])]}
          value={wish?.action ?? 'invite'}
        />
        <Field
          name="account"
          label="Person or organization"
          required
          size="medium"
          maxLength={64}
          value={wish?.account}
          error={faultAt(faults, 'account')}
        />
        <TextArea
          name="message"
          label="Message to the invited"
          rows={3}
          maxLength={MAX_OWNER_MESSAGE_LENGTH}
          value={wish?.message}
          error={faultAt(faults, 'message')}
        />
        <p class="row">
          <Button>Preview</Button>
        </p>
      </Form>
    </Section>
  );
}

const actions: readonly Choice[] = [
  {
    value: 'invite',
    label: 'Invite as an owner',
    hint: 'An organization that you administer becomes an owner at once.',
  },
  { value: 'remove', label: 'Remove from the owners' },
];
const addUnasked: Choice = { value: 'add', label: 'Add without asking', hint: 'For administrators of this gallery.' };
