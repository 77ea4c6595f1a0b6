/** What pages show of reserved prefixes. */
import { requireGalleryAdministrator } from '../../accounts/administration/require-administrator.ts';
import { mayOnAccount } from '../../accounts/permissions.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import type { Database } from '../../storage/database.ts';
import { ownAccounts, type OwnAccount } from '../owners/own-accounts.ts';
import { countUnder, isVerified } from './marks.queries.ts';
import { parsePrefixPattern, patternKey, type PrefixPattern } from './prefix-pattern.ts';
import { countOpenRequests, openRequests, requestsFor, type PrefixRequest } from './prefix-requests.queries.ts';
import {
  narrowerPrefixes,
  prefixByPublicId,
  prefixesCovering,
  prefixesHeldBy,
  prefixesInOrder,
  widerPrefixes,
  type ReservedPrefix,
} from './prefixes.queries.ts';

interface Deps {
  readonly database: Database;
}

const OWN_SHOWN = 200;
const REQUESTS_SHOWN = 100;
const PREFIXES_PER_PAGE = 50;
const NARROWER_SHOWN = 20;
/** Ids under a prefix are counted so far. */
export const MAX_IDS_COUNTED = 10_000;
/** Open requests are counted so far. */
export const MAX_REQUESTS_COUNTED = 200;

export interface OwnPrefixes {
  /** Those that the person may ask for. */
  readonly askable: readonly OwnAccount[];
  readonly held: readonly ReservedPrefix[];
  /** The newest first. */
  readonly requests: readonly PrefixRequest[];
}

/** What a person and their organizations hold and have asked for. */
export async function ownPrefixes({ database }: Deps, principal: SessionPrincipal): Promise<OwnPrefixes> {
  const accounts = await ownAccounts(database, principal);
  const ids = accounts.map(({ accountId }) => accountId);
  const scan = { read: database.scan };
  return {
    askable: accounts.filter(({ relation }) => mayOnAccount('ask for reserved prefixes', [relation])),
    held: await prefixesHeldBy(scan, ids, OWN_SHOWN),
    requests: await requestsFor(scan, ids, REQUESTS_SHOWN),
  };
}

export interface PrefixPage {
  readonly prefixes: readonly ReservedPrefix[];
  /** For `after`, to go on; undefined on the last page. */
  readonly next: string | undefined;
}

/** Reserved prefixes in their order, those that begin with a text. `after` is a `next`; anything else is the beginning. */
export async function listPrefixes({ database }: Deps, begins: string, after: string): Promise<PrefixPage> {
  const within = begins.trim().replace(/\*$/, '').toLowerCase();
  const found = await prefixesInOrder(database, within, parsePrefixPattern(after), PREFIXES_PER_PAGE + 1);
  const prefixes = found.slice(0, PREFIXES_PER_PAGE);
  const last = prefixes.at(-1);
  return { prefixes, next: found.length > prefixes.length && last !== undefined ? patternKey(last) : undefined };
}

/** What is so of an id that somebody would like to publish. */
export interface IdStanding {
  readonly id: PackageId;
  /** Reservations that it lies under, the widest first. */
  readonly covering: readonly ReservedPrefix[];
}

/** Undefined for what is no id. */
export async function standingOfId({ database }: Deps, text: string): Promise<IdStanding | undefined> {
  const id = parsePackageId(text.trim());
  return id === undefined ? undefined : { id, covering: await prefixesCovering(database, id) };
}

/** Reservations that a package lies under, the widest first, and whether it has the mark. */
export async function prefixesOfPackage(
  { database }: Deps,
  idKey: string,
): Promise<{ readonly isVerified: boolean; readonly prefixes: readonly ReservedPrefix[] }> {
  return {
    isVerified: await isVerified(database, idKey),
    prefixes: await prefixesCovering(database, { key: idKey }),
  };
}

/** What lies around a prefix, for whoever decides about it. */
export interface PrefixSurroundings {
  readonly wider: readonly ReservedPrefix[];
  readonly narrower: readonly ReservedPrefix[];
  /** Ids under it that exist, whoever owns them; counted up to `MAX_IDS_COUNTED`. */
  readonly idCount: number;
}

export async function prefixSurroundings({ database }: Deps, pattern: PrefixPattern): Promise<PrefixSurroundings> {
  return {
    wider: await widerPrefixes(database, pattern),
    narrower: await narrowerPrefixes(database, pattern, NARROWER_SHOWN),
    idCount: await countUnder(database, pattern, MAX_IDS_COUNTED),
  };
}

/** Requests that wait for an administrator, the oldest first. */
export async function waitingRequests({ database }: Deps, principal: SessionPrincipal): Promise<PrefixRequest[]> {
  await requireGalleryAdministrator(database, principal);
  return openRequests(database, MAX_REQUESTS_COUNTED);
}

export async function countWaitingRequests({ database }: Deps, principal: SessionPrincipal): Promise<number> {
  await requireGalleryAdministrator(database, principal);
  return countOpenRequests(database, MAX_REQUESTS_COUNTED);
}

/** Undefined for a prefix that is not reserved, or no longer. */
export async function reservedPrefix({ database }: Deps, publicId: string): Promise<ReservedPrefix | undefined> {
  return prefixByPublicId(database, publicId);
}
