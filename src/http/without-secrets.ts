/**
 * Keys belong into a header and one-time tokens are meant for one reader. Where one stands in a URL it must not come to
 * lie in a log.
 */
const API_KEY = /lode_[0-9A-Za-z]{20,}/gi;
const SECRET_PARAMETER =
  /([?&](?:x-nuget-)?(?:api-?_?key|key|token|access_?token|password|secret|invitation|code)=)[^&#]*/gi;
/** Pages that a mail leads to: what stands behind their names is the token. Also inside a `return=` that names one. */
const TOKEN_PATH =
  /((?:\/|%2f)(?:account(?:\/|%2f)(?:confirm|forgotpassword|undo)|invitations|members(?:\/|%2f)(?:confirm|reject))(?:\/|%2f))(?:(?!%2f|%3f)[^/?#&\s])+/gi;

/** The same as nuget.org writes it, with the account's name before the token. */
const NAMED_TOKEN_PATH =
  /((?:\/|%2f)account(?:\/|%2f)(?:confirm|forgotpassword|setpassword)(?:\/|%2f)(?:(?!%2f|%3f)[^/?#&\s])+(?:\/|%2f))(?:(?!%2f|%3f)[^/?#&\s])+/gi;

/** A text for the log, such as a URL, with asterisks in the place of what looks like a secret. */
export function withoutSecrets(text: string): string {
  return text
    .replace(SECRET_PARAMETER, '$1***')
    .replace(NAMED_TOKEN_PATH, '$1***')
    .replace(TOKEN_PATH, '$1***')
    .replace(API_KEY, 'lode_***');
}
