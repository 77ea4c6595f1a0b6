import type { VersionToManage } from '../../packages/bulk/managed-package.ts';
import { isChangeable } from '../../packages/bulk/plan-listing.ts';
import { MAX_LISTING_REASON_LENGTH } from '../../packages/listing-reason.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CheckBox } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { DependentsSentence, LatestSentence } from './listing-effect.tsx';
import type { ManageTrouble } from './manage-trouble.ts';

interface ListingSectionProps {
  readonly visit: Visit;
  readonly managed: VersionToManage;
  readonly isOpen: boolean;
  readonly trouble: ManageTrouble | undefined;
}

/** Whether one version is listed, with what the other answer would bring about beside the box. */
export function ListingSection({ visit, managed, isOpen, trouble }: ListingSectionProps) {
  const { version, inView, isLocked } = managed;
  const { displayId } = inView;
  return (
    <Section title="Listing" id="listing" state={listingState(managed)} isOpen={isOpen}>
      <p>
        A version is never deleted, because builds may depend on it. Unlisting hides it from search and from the public
        list of versions. If one must go for a legal or security reason, only an administrator of this gallery can
        withdraw it.
      </p>
      {!isChangeable(version) && (
        <Notice kind="warning" title={`${displayId} ${version.normalizedVersion} was withdrawn by an administrator.`}>
          Its listing cannot change.
        </Notice>
      )}
      {isChangeable(version) && !isLocked ? (
        <ListingForm visit={visit} managed={managed} trouble={trouble} />
      ) : (
        <p>
          <a href={visit.site.urls.manageListing(displayId)}>All versions</a>
        </p>
      )}
    </Section>
  );
}

/** "39 listed, 2 unlisted" */
export function listingState({ counts }: Pick<VersionToManage, 'counts'>): string {
  const { listed, unlisted, held, withdrawn } = counts;
  const others = [
    ...(held > 0 ? [`${held.toLocaleString('en')} under review`] : []),
    ...(withdrawn > 0 ? [`${withdrawn.toLocaleString('en')} withdrawn`] : []),
  ];
  return [`${listed.toLocaleString('en')} listed`, `${unlisted.toLocaleString('en')} unlisted`, ...others].join(', ');
}

function ListingForm({ visit, managed, trouble }: Omit<ListingSectionProps, 'isOpen'>) {
  const { version, inView } = managed;
  const { urls } = visit.site;
  const faults = trouble?.problem.faults ?? [];
  const { listed = version.listed, reason = version.listingReason ?? '' } = trouble?.listing ?? {};
  return (
    <Form visit={visit} action={urls.updateListed(inView.displayId, version.normalizedVersion)} label="Listing">
      <input type="hidden" name="wasListed" value={String(version.listed)} />
      <input type="hidden" name="wasReason" value={version.listingReason ?? ''} />
      <CheckBox
        name="listed"
        value="true"
        label="List in search results"
        hint={`Whether search, lists and “latest” offer ${inView.displayId} ${version.normalizedVersion}.`}
        isChecked={listed}
      />
      <Effect managed={managed} />
      <Field
        name="reason"
        label="Reason, shown to everyone"
        hint="Stands on the page of the version while it is unlisted."
        maxLength={MAX_LISTING_REASON_LENGTH}
        value={reason}
        error={faultAt(faults, 'reason')}
      />
      <p class="row">
        <Button kind="primary">Save</Button>
        <ButtonLink href={urls.manageListing(inView.displayId)}>Change many versions</ButtonLink>
      </p>
    </Form>
  );
}

function Effect({ managed }: { readonly managed: VersionToManage }) {
  const { version, flipped, dependents, inView } = managed;
  const { displayId } = inView;
  const text = <span class="code">{version.normalizedVersion}</span>;
  return (
    <div class="manage-effect">
      <p>
        <b>{version.listed ? 'When you uncheck it and save' : 'When you check it and save'}</b>
      </p>
      <ul>
        <li>
          <LatestSentence displayId={displayId} consequences={flipped} />
        </li>
        <li>
          <DependentsSentence displayId={displayId} dependents={dependents} />
        </li>
        {version.listed ? (
          <li>
            Builds and lock files that name {text} go on restoring it. Floating ranges such as{' '}
            <code>{floatingExample(version.normalizedVersion)}</code> may still pick it.
          </li>
        ) : (
          <li>{text} shows in search and in the public list of versions again, with the time of its publication.</li>
        )}
      </ul>
    </div>
  );
}

/** A range that this version could be the best match of: `3.0.*`, `3.0.1-*`. */
function floatingExample(version: string): string {
  const [release = '', label] = version.split(/-(.*)/s);
  return label === undefined ? `${release.split('.').slice(0, 2).join('.')}.*` : `${release}-*`;
}
