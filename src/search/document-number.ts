/**
 * The number of a document in the index, from the highest bits to the lowest: how unpopular its package is, how old the
 * registration, how many parts the id has, the views in which the document stands for the package.
 *
 * The index gives matches in the order of their numbers, which is the order of popularity: reading can stop after the
 * first few thousand, whatever the word, and every match that was left out is less popular than each that was read.
 * The rest is there so that filtering by view and ranking need no second look-up.
 */
import { POPULARITY_STEPS, popularityStep } from './popularity.ts';

const MAX_REGISTRATION_NUMBER = 2 ** 30;
/** More parts count as this many. */
const MAX_PARTS = 7;

export const VIEW_BITS = 32;
const LOW_BITS = 256;

export interface DocumentIdentity {
  readonly registrationId: number;
  readonly downloads: number;
  readonly parts: number;
  /** One bit for each view. */
  readonly views: number;
}

/** Below 2^47. Throws a RangeError for registrations beyond the thousand millionth. */
export function documentNumber({ registrationId, downloads, parts, views }: DocumentIdentity): number {
  if (registrationId >= MAX_REGISTRATION_NUMBER) throw new RangeError(`registration ${registrationId} does not fit`);
  const unpopular = POPULARITY_STEPS - 1 - popularityStep(downloads);
  const age = MAX_REGISTRATION_NUMBER - 1 - registrationId;
  return (unpopular * MAX_REGISTRATION_NUMBER + age) * LOW_BITS + Math.min(parts, MAX_PARTS) * VIEW_BITS + views;
}

export function registrationOf(number: number): number {
  return MAX_REGISTRATION_NUMBER - 1 - (Math.floor(number / LOW_BITS) % MAX_REGISTRATION_NUMBER);
}

/** The step of popularity that the number stands for; larger numbers have no larger one. */
export function stepOf(number: number): number {
  return POPULARITY_STEPS - 1 - Math.floor(number / LOW_BITS / MAX_REGISTRATION_NUMBER);
}

export function partsOf(number: number): number {
  return Math.floor(number / VIEW_BITS) % (LOW_BITS / VIEW_BITS);
}

export function viewsOf(number: number): number {
  return number % VIEW_BITS;
}

/** Whether downloads have moved so far that the document needs another number. */
export function isNumberedFor(number: number, downloads: number): boolean {
  return stepOf(number) === popularityStep(downloads);
}
