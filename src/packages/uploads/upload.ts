/** A package that somebody has sent to the upload page, and that waits until they publish or cancel it. */
import { MICROSECONDS_PER_DAY, type Instant } from '../../base/clock.ts';
import type { PackageReading } from '../inspection.ts';

/** Uploads of one person that wait at a time. */
export const MAX_WAITING_UPLOADS = 5;
/** How long an upload waits for its confirmation. */
export const UPLOAD_LIFE = MICROSECONDS_PER_DAY;
export const MAX_FILE_NAME_LENGTH = 200;

export interface Upload {
  readonly publicId: string;
  /** The browser's name of it: a stranger's text, of one line. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha512Hex: string;
  readonly displayId: string;
  readonly normalizedVersion: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** With what was read of it; that alone can be large. */
export interface UploadWithReading extends Upload {
  readonly id: number;
  readonly reading: PackageReading;
}
