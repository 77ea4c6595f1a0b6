/** Whom an issuer says that somebody is: its claims, read once, each within a limit. */
import { parseAccountName, parseEmail } from '../account-name.ts';

export interface IdentifiedPerson {
  /** With `subject`, who it is; each alone says nothing. */
  readonly issuer: string;
  readonly subject: string;
  /** What the person is called there, for people to read. */
  readonly label: string;
  readonly email: string | undefined;
  /** Whether the issuer has seen that mail to that address reaches the person. */
  readonly isEmailVerified: boolean;
  /** What could be a user name here. */
  readonly nameWish: string;
  /** Undefined where the issuer says nothing of groups at all: then nothing follows from it. */
  readonly groups: readonly string[] | undefined;
  /** The issuer asked for a second factor (`amr`, RFC 8176). */
  readonly hasSecondFactor: boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

/** As OpenID Connect limits it. */
const MAX_SUBJECT_LENGTH = 255;
const MAX_LABEL_LENGTH = 100;
const MAX_GROUPS = 2_000;
const MAX_GROUP_LENGTH = 256;

/** Undefined when the claims do not say who it is. `groupsClaim`: the claim that holds groups. */
export function readClaims(claims: Claims, groupsClaim: string | undefined): IdentifiedPerson | undefined {
  const issuer = text(claims['iss'], 1_000);
  const subject = text(claims['sub'], MAX_SUBJECT_LENGTH);
  if (issuer === undefined || subject === undefined) return undefined;
  const preferred = text(claims['preferred_username'], MAX_LABEL_LENGTH);
  const email = parseEmail(text(claims['email'], 254) ?? '')?.display;
  return {
    issuer,
    subject,
    label: (preferred ?? text(claims['name'], MAX_LABEL_LENGTH) ?? email ?? subject).slice(0, MAX_LABEL_LENGTH),
    email,
    isEmailVerified: email !== undefined && (claims['email_verified'] === true || claims['email_verified'] === 'true'),
    nameWish: nameFrom(preferred ?? email ?? ''),
    groups: groupsClaim === undefined ? undefined : readGroups(claims, groupsClaim),
    hasSecondFactor: strings(claims['amr']).includes('mfa'),
  };
}

/** What is left of a name at the issuer when only letters, digits and single separators may stand in it. */
function nameFrom(wish: string): string {
  const [local = ''] = wish.split('@');
  const name = local
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return parseAccountName(name)?.display ?? '';
}

/**
 * Who is in no group often has no such claim. But an issuer may also say that there are too many groups to be listed
 * (`_claim_names`, OpenID Connect 5.6.2): that is not to be taken for none.
 */
function readGroups(claims: Claims, name: string): string[] | undefined {
  const elsewhere = claims['_claim_names'];
  if (typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name)) return undefined;
  const value = Object.hasOwn(claims, name) ? claims[name] : [];
  const groups = typeof value === 'string' ? [value] : strings(value);
  return groups.filter((group) => group.length <= MAX_GROUP_LENGTH).slice(0, MAX_GROUPS);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((each) => typeof each === 'string') : [];
}

/** A text that can be kept and shown: not empty, within its limit, without control characters. */
function text(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > maxLength) return undefined;
  return /[\p{Cc}\p{Cs}]/u.test(value) ? undefined : value;
}
