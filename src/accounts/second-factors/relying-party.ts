/** Who this gallery is for passkeys: what a browser binds them to. Made of the public root alone, never of a request. */
export interface RelyingParty {
  /** The host that passkeys belong to, and that they are worth nothing without. */
  readonly id: string;
  readonly origin: string;
  /** The gallery's name, which a browser may show. */
  readonly name: string;
}

/**
 * Undefined where browsers have no passkeys: they offer them to https and to http://localhost, and to hosts that have a
 * name.
 */
export function relyingPartyOf(url: string, name: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(url);
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  const isOffered = hostname === 'localhost' || hostname.endsWith('.localhost') || protocol === 'https:';
  return isOffered && !isAddress ? { id: hostname, origin, name } : undefined;
}
