/** What a password may be. There are no rules of composition: length and not being guessed first is what counts. */
import type { Fault } from '../../base/problem.ts';
import { isCommonPassword, isLittleMoreThan } from './common-passwords.ts';

/** In code points, after normalization. */
export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;
/** A field's `maxlength` counts UTF-16 units. */
export const MAX_PASSWORD_UNITS = 2 * MAX_PASSWORD_LENGTH;

/** Words that somebody who guesses tries first for this one account. */
export interface PasswordContext {
  /** The account's name. */
  readonly name: string;
  readonly email: string;
  /** The gallery's own name. */
  readonly gallery: string;
}

/**
 * One spelling of a password for hashing: NFC, so that `é` is the same from a keyboard that sends one character and from one
 * that sends two. NFKC would go further and make different passwords equal. Nothing is trimmed, cut or lower-cased.
 */
export function normalizePassword(text: string): string {
  return text.normalize('NFC');
}

/** Everything that is wrong with a password that somebody wants to have; `at` is the field's name. */
export function checkNewPassword(text: string, context: PasswordContext, at = 'password'): Fault[] {
  const fault = (code: string, detail: string): Fault[] => [{ code, detail, at }];
  const password = normalizePassword(text);
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) {
    return fault(
      'password_length',
      `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; this one has ${length}.`,
    );
  }
  if (!password.isWellFormed() || password.includes('\0')) {
    return fault('password_characters', 'This password has a character that is no text.');
  }
  if (isCommonPassword(password)) {
    return fault(
      'password_common',
      'This password is among those that are tried first. Three or four words that do not belong together are better.',
    );
  }
  if (isLittleMoreThan(password, wordsOf(context))) {
    return fault(
      'password_of_account',
      'This password is little more than your name, your address or the name of the gallery.',
    );
  }
  return [];
}

function wordsOf({ name, email, gallery }: PasswordContext): string[] {
  return [
    name,
    email,
    ...email.split('@'),
    ...name.split(/[._-]/),
    ...email.split(/[@._+-]/),
    gallery,
    ...gallery.split(/\s+/),
  ];
}
