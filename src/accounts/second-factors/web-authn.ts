/** The library is large: it is loaded with the first passkey, not with the start. */
export const webAuthn = () => import('@simplewebauthn/server');
