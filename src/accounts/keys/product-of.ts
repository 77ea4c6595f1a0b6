const FIRST_PRODUCT = /^([A-Za-z][A-Za-z0-9 ._+-]{0,59})\/([A-Za-z0-9._+-]{1,40})/;

/**
 * The program that a User-Agent begins with, as `NuGet Command Line 7.0.1`; null for what has another form. Of what a
 * stranger wrote nothing but letters, digits and separators is kept.
 */
export function productOf(userAgent: string): string | null {
  const match = FIRST_PRODUCT.exec(userAgent);
  return match === null ? null : `${match[1]?.trim()} ${match[2]}`;
}
