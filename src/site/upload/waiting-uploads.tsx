import type { Upload } from '../../packages/uploads/upload.ts';
import { withQuery } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { sizeText } from '../ui/size-text.ts';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

/** What somebody has uploaded and not published yet; nothing where there is none. */
export function WaitingUploads({ visit, uploads }: { readonly visit: Visit; readonly uploads: readonly Upload[] }) {
  if (uploads.length === 0) return null;
  const { urls } = visit.site;
  return (
    <section>
      <h2>Waiting for you</h2>
      <Table
        caption="Packages that you uploaded and have not published"
        isCaptionHidden
        rows={uploads}
        columns={[
          {
            title: 'Package',
            isRowTitle: true,
            cell: ({ publicId, displayId, normalizedVersion }) => (
              <a href={withQuery(urls.verifyUpload, { upload: publicId })}>
                <IdText text={displayId} /> {normalizedVersion}
              </a>
            ),
          },
          { title: 'Size', isNumber: true, cell: ({ sizeBytes }) => sizeText(sizeBytes) },
          { title: 'Forgotten', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} /> },
          {
            title: 'Action',
            isTitleHidden: true,
            cell: ({ publicId, displayId, normalizedVersion }) => (
              <Form visit={visit} action={urls.cancelUpload} layout="line">
                <input type="hidden" name="upload" value={publicId} />
                <Button isSmall label={`Cancel ${displayId} ${normalizedVersion}`}>
                  Cancel
                </Button>
              </Form>
            ),
          },
        ]}
      />
    </section>
  );
}
