import type { Problem } from '../../base/problem.ts';
import type { UploadInView } from '../../packages/uploads/view-upload.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/choices.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { sizeText } from '../ui/size-text.ts';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { PackageContentsSections, PackageFacts } from './package-facts.tsx';
import type { PackagePreview } from './package-preview.ts';
import { FaultList } from './refused-package.tsx';

/** What the form said, when it was sent in vain. */
export interface TypedPublish {
  readonly owner: string;
  readonly listed: boolean;
}

interface VerifyProps {
  readonly visit: Visit;
  readonly view: UploadInView;
  readonly preview: PackagePreview;
  readonly trouble: { readonly problem: Problem; readonly typed: TypedPublish } | undefined;
}

export function VerifyUpload(props: VerifyProps) {
  const { visit, view, preview, trouble } = props;
  const { upload, package_, obstacles, warnings } = view;
  const name = `${upload.displayId} ${upload.normalizedVersion}`;
  const isSaid = obstacles.some(({ detail }) => detail === trouble?.problem.message);
  return (
    <>
      <Crumbs trail={[{ label: 'Upload a package', href: visit.site.urls.upload }]} here={name} />
      <div class="upload-head">
        {preview.icon !== undefined && <img class="package-icon" src={preview.icon} width="40" height="40" alt="" />}
        <h1>
          Publish <IdText text={upload.displayId} /> {upload.normalizedVersion}
        </h1>
      </div>
      <p class="muted">
        Read from <bdi>{upload.fileName === '' ? 'your file' : upload.fileName}</bdi>, {sizeText(upload.sizeBytes)}.
        Nobody else can see it before you publish it. It is forgotten <Time at={upload.expiresAt} now={visit.now} />.
      </p>
      {!isSaid && <ErrorSummary message={trouble?.problem.message} faults={trouble?.problem.faults ?? []} />}
      {obstacles.length > 0 && (
        <Notice kind="error" role="alert" title={`${name} cannot be published now.`}>
          <FaultList faults={obstacles} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice
          kind="warning"
          title={`${warnings.length === 1 ? 'One thing' : `${warnings.length} things`} could be better in the package. It can be published as it is.`}
        >
          <FaultList faults={warnings} />
        </Notice>
      )}
      <div class="upload-publish">
        <PublishFields {...props} />
      </div>
      <section>
        <h2>What was read</h2>
        <PackageFacts package_={package_} sizeBytes={upload.sizeBytes} />
      </section>
      <PackageContentsSections package_={package_} readme={preview.readme} />
    </>
  );
}

function PublishFields({ visit, view, trouble }: VerifyProps) {
  const { upload, obstacles } = view;
  const { urls } = visit.site;
  const cancel = <Button formAction={urls.cancelUpload}>Cancel</Button>;
  return (
    <Form visit={visit} action={urls.verifyUpload} label="Publish">
      <input type="hidden" name="upload" value={upload.publicId} />
      <input type="hidden" name="id" value={upload.displayId} />
      <input type="hidden" name="version" value={upload.normalizedVersion} />
      <input type="hidden" name="sha512" value={upload.sha512Hex} />
      {obstacles.length > 0 ? (
        <p class="row">{cancel}</p>
      ) : (
        <>
          <OwnerField view={view} trouble={trouble} />
          <CheckBox
            name="listed"
            label="List in search results"
            hint="Unlisted, it can be restored by whoever names its version, and search does not show it. You can change this later."
            isChecked={trouble?.typed.listed ?? true}
          />
          <p>
            A version number can never be used again: {upload.displayId} {upload.normalizedVersion} can be unlisted
            later, but never replaced, because builds may depend on it.
          </p>
          <p class="row">
            <Button kind="primary">Publish</Button>
            {cancel}
          </p>
        </>
      )}
    </Form>
  );
}

function OwnerField({ view, trouble }: Pick<VerifyProps, 'view' | 'trouble'>) {
  const { accounts, isNewId, upload } = view;
  return (
    <Select
      name="owner"
      label="Package owner"
      hint={
        isNewId
          ? `${upload.displayId} is a new id: it will belong to this account.`
          : `The owner of ${upload.displayId} that you publish for.`
      }
      options={accounts.map(({ name, kind }) => ({
        value: name,
        label: kind === 'organization' ? `${name} (organization)` : name,
      }))}
      value={trouble?.typed.owner ?? accounts[0]?.name}
      error={faultAt(trouble?.problem.faults ?? [], 'owner')}
    />
  );
}
