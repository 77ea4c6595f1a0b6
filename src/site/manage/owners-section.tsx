import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { Ownership } from '../../packages/owners/ownership.ts';
import { InviteOwnerForm } from '../packages/invite-owner-form.tsx';
import { OwnersTable } from '../packages/owners-table.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { countText } from './version-words.ts';

interface OwnersSectionProps {
  readonly visit: Visit;
  readonly viewer: SessionPrincipal;
  readonly ownership: Ownership;
  readonly isOpen: boolean;
}

/** Who owns the package and who is invited; changed on the same terms as on the page of its owners. */
export function OwnersSection({ visit, viewer, ownership, isOpen }: OwnersSectionProps) {
  const { displayId, owners, mayManage } = ownership;
  return (
    <Section title="Owners" id="owners" state={ownersState(ownership)} isOpen={isOpen}>
      {owners.length === 0 && (
        <Notice kind="warning" title={`${displayId} has no owner here.`}>
          Nobody can push to it until it has one.
        </Notice>
      )}
      <OwnersTable visit={visit} ownership={ownership} />
      {mayManage ? (
        <InviteOwnerForm visit={visit} displayId={displayId} viewer={viewer} trouble={undefined} prefix="invite-" />
      ) : (
        <p class="muted">Owners are changed by its owners, and by administrators of the organizations that own it.</p>
      )}
    </Section>
  );
}

const NAMES_SHOWN = 3;

/** "acme and olga, 1 invitation open" */
function ownersState({ owners, invitations }: Ownership): string {
  const names = owners.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = owners.length - names.length;
  const all = more > 0 ? [...names, `${more} more`] : names;
  const last = all.at(-1) ?? 'Nobody';
  const who = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${last}` : last;
  return invitations.length === 0 ? who : `${who}, ${countText(invitations.length, 'invitation')} open`;
}
