/** Publishing by page: a part of routes.ts, which has all the others. */
import type { HttpHandler } from '../../http/exchange.ts';
import { writing } from '../../http/read-only.ts';
import type { Route } from '../../http/server.ts';
import { show, take } from '../page-route.ts';
import { sitePaths } from '../site-urls.ts';
import type { UploadDeps } from './upload-deps.ts';
import { uploadForm, uploadPage } from './upload-page.tsx';
import { backToUpload, cancelUploadForm, publishForm, verifyPage } from './verify-page.tsx';

export function uploadPages(pages: UploadDeps, readOnly: string | undefined): Route[] {
  const write = (path: string, handler: HttpHandler) => take(path, writing(readOnly, handler));
  return [
    show(sitePaths.upload, uploadPage(pages)),
    write(sitePaths.upload, uploadForm(pages)),
    show(sitePaths.verifyUpload, verifyPage(pages)),
    write(sitePaths.verifyUpload, publishForm(pages)),
    show(sitePaths.cancelUpload, backToUpload(pages)),
    write(sitePaths.cancelUpload, cancelUploadForm(pages)),
  ];
}
