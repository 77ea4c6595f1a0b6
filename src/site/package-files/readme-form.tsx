import type { Fault } from '../../base/problem.ts';
import { MAX_OVERLAY_BYTES } from '../../packages/readme/change-readme.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { Button } from '../ui/button.tsx';
import { faultAt } from '../ui/faults.ts';
import { TextArea } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';

const ROWS = 22;

interface ReadmeFormProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  readonly text: string;
  /** The overlay that the text was made from; empty where there was none. */
  readonly basedOn: string;
  /** What somebody else saved meanwhile. */
  readonly other: string | undefined;
  readonly isChanged: boolean;
  readonly hasOwn: boolean;
  readonly faults: readonly Fault[];
}

export function ReadmeForm({ visit, pkg, text, basedOn, other, isChanged, hasOwn, faults }: ReadmeFormProps) {
  const { displayId, normalizedVersion } = pkg.version;
  return (
    <>
      {other !== undefined && (
        <section aria-labelledby="other">
          <h2 id="other">What stands on the page now</h2>
          <pre class="code-block" tabindex={0}>
            <code>{other}</code>
          </pre>
        </section>
      )}
      <div class="readme-form">
        <Form visit={visit} action={visit.site.urls.manageReadme(displayId, normalizedVersion)}>
          <input type="hidden" name="basedOn" value={basedOn} />
          <TextArea
            name="text"
            label="Readme"
            hint={`Markdown, at most ${MAX_OVERLAY_BYTES / 1024} KB. HTML in it is left out.`}
            rows={ROWS}
            maxLength={MAX_OVERLAY_BYTES}
            isCode
            required
            value={text}
            error={faultAt(faults, 'text')}
          />
          <p class="row">
            <Button kind="primary" name="do" value="save">
              Save
            </Button>
            <Button name="do" value="preview">
              Preview
            </Button>
            {isChanged && (
              <Button name="do" value="own">
                {hasOwn ? "Go back to the package's own" : 'Go back to no readme'}
              </Button>
            )}
          </p>
        </Form>
      </div>
    </>
  );
}
