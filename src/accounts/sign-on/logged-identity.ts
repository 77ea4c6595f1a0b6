/** What the log says of an identity. People may be called by an address at an issuer, which the log must not hold. */
export function loggedIdentity({ issuer, label }: { readonly issuer: string; readonly label: string }): {
  readonly issuer: string;
  readonly label?: string;
} {
  return label.includes('@') ? { issuer } : { issuer, label };
}
