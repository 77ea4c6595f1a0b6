/** `/packages/manage/upload`: send a package, and find those again that wait to be published. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { Problem } from '../../base/problem.ts';
import { stageUpload } from '../../packages/uploads/stage-upload.ts';
import { waitingUploads } from '../../packages/uploads/view-upload.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { fileForm, page } from '../page.ts';
import { seeOther } from '../see-other.ts';
import { insecureOption, withQuery } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { CopyBox } from '../ui/copy-box.tsx';
import { FileField } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { sizeText } from '../ui/size-text.ts';
import type { Visit } from '../visit.ts';
import { RefusedPackage, type Refusal } from './refused-package.tsx';
import { requirePublisher, type UploadDeps } from './upload-deps.ts';
import { WaitingUploads } from './waiting-uploads.tsx';

/** `GET /packages/manage/upload` */
export function uploadPage(deps: UploadDeps): HttpHandler {
  return page(deps, (visit) => showUpload(deps, visit));
}

/** `POST /packages/manage/upload`: the file is read and kept for whoever sent it, and for nobody else. */
export function uploadForm(deps: UploadDeps): HttpHandler {
  return fileForm(deps, {
    async begin(visit) {
      await deps.limiter.take('push', requirePublisher(visit).publicId);
      return { temporaryPath: deps.blobs.temporaryFile(), maxFileBytes: deps.maxPackageBytes };
    },
    async finish(visit, file) {
      const staged = await stageUpload(deps, requirePublisher(visit), file);
      if (staged.kind === 'waiting')
        return seeOther(withQuery(visit.site.urls.verifyUpload, { upload: staged.publicId }));
      const { problem, reading } = staged;
      const shown = await showUpload(deps, visit, { problem, reading, fileName: file.fileName });
      return { ...shown, status: problem.status };
    },
    fail: (visit, error) =>
      orShow(
        () => Promise.reject(error),
        (problem) => showUpload(deps, visit, { problem }),
      ),
  });
}

async function showUpload(deps: UploadDeps, visit: Visit, refusal?: Refusal): Promise<HttpAnswer> {
  const waiting = await waitingUploads(deps, requirePublisher(visit));
  const { urls } = visit.site;
  const body = (
    <>
      <h1>Upload a package</h1>
      <p class="lead">
        Send a package, look at what was read of it, then publish it. Nobody else can see it before you do.
      </p>
      {refusal !== undefined && <RefusedPackage refusal={refusal} />}
      <UploadBox
        visit={visit}
        mostBytes={deps.maxPackageBytes}
        problem={refusal?.reading ? undefined : refusal?.problem}
      />
      <WaitingUploads visit={visit} uploads={waiting} />
      <section>
        <h2>Or push it from a command line or a build</h2>
        <div class="stack">
          <CopyBox
            id="push-command"
            label="Command that pushes a package"
            text={`dotnet nuget push Your.Package.1.0.0.nupkg --source ${urls.feed} --api-key YOUR_KEY${insecureOption(urls)}`}
          />
          <p>
            The key comes from <a href={urls.apiKeys}>API keys</a>, and{' '}
            <a href={urls.docsPage('publish-a-package')}>Publish a package</a> has the rest.
          </p>
        </div>
      </section>
    </>
  );
  return html(visit, { title: 'Upload a package', body });
}

interface UploadBoxProps {
  readonly visit: Visit;
  readonly mostBytes: number;
  readonly problem: Problem | undefined;
}

/** The form; the script makes all of it a place to drop a file on, and shows how far it has come. */
function UploadBox({ visit, mostBytes, problem }: UploadBoxProps) {
  const { urls, assets } = visit.site;
  return (
    <Form visit={visit} action={urls.upload} label="Upload a package" hasFile>
      <div class="drop" data-upload={mostBytes}>
        <FileField
          name="package"
          label="Package file"
          hint={`A .nupkg file of ${sizeText(mostBytes)} at most.`}
          accept=".nupkg"
          error={problem?.code === 'upload_invalid' || problem?.code === 'too_large' ? problem.message : undefined}
          required
        />
        <p class="muted drop-hint" hidden>
          Or drop it here.
        </p>
        <div class="drop-progress" hidden>
          <progress aria-label="Upload" max={100} value={0} />
          <p role="status" />
        </div>
        <p class="row">
          <Button kind="primary">Upload</Button>
        </p>
      </div>
      <script type="module" src={assets.url('upload.js')} />
    </Form>
  );
}
