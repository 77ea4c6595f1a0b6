import type { VersionToManage } from '../../packages/bulk/managed-package.ts';
import { isChangeable } from '../../packages/bulk/plan-listing.ts';
import { basisOf } from '../../packages/deprecation/deprecate.ts';
import { wordsOf } from '../../packages/deprecation/deprecation-wish.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { DeprecationFields } from './deprecation-fields.tsx';
import { DeprecationRules } from './deprecation-rules.tsx';
import type { ManageTrouble } from './manage-trouble.ts';
import { countText, deprecationOf } from './version-words.ts';

interface DeprecationSectionProps {
  readonly visit: Visit;
  readonly managed: VersionToManage;
  readonly isOpen: boolean;
  readonly trouble: ManageTrouble | undefined;
}

/** What is said of one version, and the rules for those to come. */
export function DeprecationSection({ visit, managed, isOpen, trouble }: DeprecationSectionProps) {
  const { version, inView, isLocked, rules } = managed;
  const { displayId } = inView;
  const mayChange = isChangeable(version) && !isLocked;
  return (
    <Section title="Deprecation" id="deprecation" state={deprecationState(managed)} isOpen={isOpen}>
      <p>
        A deprecated version stays listed and restorable. Its page, search, and{' '}
        <code>dotnet list package --deprecated</code> tell whoever uses it, and what to use instead.
      </p>
      {mayChange && (
        <Form visit={visit} action={visit.site.urls.manageDeprecation(displayId)} label="Deprecation">
          <input type="hidden" name="version" value={version.normalizedVersion} />
          <input type="hidden" name="basis" value={basisOf(version)} />
          <DeprecationFields
            words={trouble?.deprecation ?? wordsOf(deprecationOf(version))}
            faults={trouble?.deprecation === undefined ? [] : trouble.problem.faults}
          />
          <p class="row">
            <Button kind="primary" label={`Save the deprecation of ${version.normalizedVersion}`}>
              Save
            </Button>
            <ButtonLink href={visit.site.urls.manageDeprecation(displayId)}>Deprecate many versions</ButtonLink>
          </p>
        </Form>
      )}
      <DeprecationRules visit={visit} displayId={displayId} rules={rules} />
    </Section>
  );
}

function deprecationState({ counts, rules }: VersionToManage): string {
  const { deprecated } = counts;
  const some = deprecated === 0 ? 'No version deprecated' : `${countText(deprecated, 'version')} deprecated`;
  return rules.length === 0 ? some : `${some}, ${countText(rules.length, 'rule')} for later ones`;
}
