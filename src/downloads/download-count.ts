import type { ClientName } from './client-name.ts';

/** Downloads of one version on one day by one client. */
export interface DownloadCount {
  readonly versionId: number;
  readonly registrationId: number;
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly client: ClientName;
  count: number;
}
