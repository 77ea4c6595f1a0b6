import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { syncFile, syncFolder } from './durable-files.ts';
import { composedOf } from './mail-headers.ts';
import type { MailMessage, MailOutcome, MailTransport } from './mail-transport.ts';

/**
 * A folder that gets each mail as one `.eml` file, for a machine without a mail server. Only its owner may read them: they
 * hold links that open accounts. A mail that comes twice takes the place of itself.
 */
export function openFolderMail(folder: string): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true });
  return {
    atOnce: 1,
    async send(message): Promise<MailOutcome> {
      try {
        // As it is and unbroken: whoever reads the file on a server copies the link out of it.
        const text = { content: message.text, contentTransferEncoding: '8bit' } as const;
        const { message: bytes } = await composer.sendMail({ ...composedOf(message), text });
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = path.join(folder, fileName(message));
        const temporary = `${file}.${process.pid}`;
        await writeFile(temporary, bytes, { mode: 0o600 });
        await syncFile(temporary);
        await rename(temporary, file);
        await syncFolder(folder);
        return { kind: 'sent' };
      } catch (error) {
        return { kind: 'unreachable', error: error instanceof Error ? error.message : String(error) };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** `20261122T140300.123Z-ID.eml`: sorts by time. */
function fileName({ atMilliseconds, id }: MailMessage): string {
  return `${new Date(atMilliseconds).toISOString().replace(/[-:]/g, '')}-${id}.eml`;
}
