/** Keys belong into a header. Where somebody puts one into a URL it must not come to lie in a log. */
const API_KEY = /lode_[0-9A-Za-z]{20,}/gi;
const SECRET_PARAMETER = /([?&](?:x-nuget-)?(?:api-?_?key|key|token|access_?token|password|secret)=)[^&#]*/gi;

/** A text for the log, such as a URL, with asterisks in the place of what looks like a secret. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET_PARAMETER, '$1***').replace(API_KEY, 'lode_***');
}
