/** `/packages/manage/verify-upload`: what was read of an upload, what is wrong with it, and the button that publishes it. */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import { cancelUpload } from '../../packages/uploads/cancel-upload.ts';
import { publishedBefore, publishUpload } from '../../packages/uploads/publish-upload.ts';
import { viewUpload, waitingUploads } from '../../packages/uploads/view-upload.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import type { Visit } from '../visit.ts';
import { readPreview } from './package-preview.ts';
import { requirePublisher, type UploadDeps } from './upload-deps.ts';
import { VerifyUpload, type TypedPublish } from './verify-upload.tsx';

/** `GET /packages/manage/verify-upload?upload=…`; without one, the upload that waits, where there is just one. */
export function verifyPage(deps: UploadDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requirePublisher(visit);
    const { urls } = visit.site;
    const named = visit.request.query.get('upload');
    if (named !== null) return showVerify(deps, visit, named);
    const [only, ...others] = await waitingUploads(deps, viewer);
    const isOne = only !== undefined && others.length === 0;
    return seeOther(isOne ? withQuery(urls.verifyUpload, { upload: only.publicId }) : urls.upload);
  });
}

/** `POST /packages/manage/verify-upload` */
export function publishForm(deps: UploadDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    requirePublisher(visit);
    const typed = { owner: fields.text('owner'), listed: fields.has('listed') };
    return orShow(
      () => publishOnce(deps, visit, fields, typed),
      (problem) => showVerify(deps, visit, fields.text('upload'), { problem, typed }),
    );
  });
}

/** `POST /packages/manage/cancel-upload` */
export function cancelUploadForm(deps: UploadDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const wasThere = await cancelUpload(deps, requirePublisher(visit), fields.text('upload'));
    const text = wasThere ? 'The upload is cancelled. Nothing was published.' : 'That upload does not wait any more.';
    return seeOther(visit.site.urls.upload, [flash(deps, { kind: wasThere ? 'done' : 'warning', text })]);
  });
}

/** GET of what the form is sent to. */
export function backToUpload(deps: UploadDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.upload));
}

/** The second of two clicks is answered as the first was: a browser shows the answer to that one only. */
async function publishOnce(
  deps: UploadDeps,
  visit: Visit,
  fields: FormFields,
  typed: TypedPublish,
): Promise<HttpAnswer> {
  const viewer = requirePublisher(visit);
  const wish = { publicId: fields.text('upload'), ...typed };
  try {
    const { id, version, eventSeq } = await publishUpload(deps, viewer, wish, originOf(visit.request));
    await deps.searchable(eventSeq);
    return published(deps, visit, { displayId: id.display, normalizedVersion: version.normalized, ...typed });
  } catch (error) {
    const mayBeSecond = error instanceof Problem && (error.code === 'not_found' || error.code === 'version_exists');
    if (!mayBeSecond) throw error;
    const sent = { id: fields.text('id'), version: fields.text('version'), sha512Hex: fields.text('sha512') };
    const before = await publishedBefore(deps, viewer, sent);
    if (before === undefined) throw error;
    return published(deps, visit, { ...before, ...typed });
  }
}

interface Done {
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly listed: boolean;
}

function published(deps: UploadDeps, visit: Visit, { displayId, normalizedVersion, listed }: Done): HttpAnswer {
  const name = `${displayId} ${normalizedVersion}`;
  const text = listed
    ? `${name} is published.`
    : `${name} is published and unlisted: builds can restore it, and search does not show it.`;
  return seeOther(visit.site.urls.packageVersion(displayId, normalizedVersion), [flash(deps, { kind: 'done', text })]);
}

interface Trouble {
  readonly problem: Problem;
  readonly typed: TypedPublish;
}

async function showVerify(deps: UploadDeps, visit: Visit, publicId: string, trouble?: Trouble): Promise<HttpAnswer> {
  const view = await viewUpload(deps, requirePublisher(visit), publicId);
  const preview = await readPreview(deps, view);
  const { displayId, normalizedVersion } = view.upload;
  const body = <VerifyUpload visit={visit} view={view} preview={preview} trouble={trouble} />;
  return html(visit, { title: `Publish ${displayId} ${normalizedVersion}`, layout: 'wide', body });
}
