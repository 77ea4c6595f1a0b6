/**
 * What a browser says for an authenticator, parsed: JSON of a stranger, in the form of WebAuthn's `toJSON()`. Only the
 * members that are needed are taken over, each of them a text of base64url.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** What real authenticators send has less than a tenth of it. */
export const MAX_ANSWER_LENGTH = 32_768;
const MAX_CREDENTIAL_LENGTH = 1_400;
const MAX_TRANSPORTS = 8;

/** The answer to "who are you?"; undefined for what is none. */
export function parseAuthentication(text: string): AuthenticationResponseJSON | undefined {
  const answer = parseAnswer(text);
  if (answer === undefined) return undefined;
  const { id, response } = answer;
  const clientDataJSON = base64url(response['clientDataJSON']);
  const authenticatorData = base64url(response['authenticatorData']);
  const signature = base64url(response['signature']);
  const userHandle = base64url(response['userHandle']);
  if (clientDataJSON === undefined || authenticatorData === undefined || signature === undefined) return undefined;
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle === undefined ? {} : { userHandle }) },
  };
}

/** The answer to "make a passkey"; undefined for what is none. */
export function parseRegistration(text: string): RegistrationResponseJSON | undefined {
  const answer = parseAnswer(text);
  if (answer === undefined) return undefined;
  const { id, response } = answer;
  const clientDataJSON = base64url(response['clientDataJSON']);
  const attestationObject = base64url(response['attestationObject']);
  if (clientDataJSON === undefined || attestationObject === undefined) return undefined;
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject, transports: transports(response['transports']) },
  };
}

type Members = Readonly<Record<string, unknown>>;

function parseAnswer(text: string): { readonly id: string; readonly response: Members } | undefined {
  const answer = text.length > MAX_ANSWER_LENGTH ? undefined : parseJson(text);
  if (!isMembers(answer) || !isMembers(answer['response'])) return undefined;
  const id = base64url(answer['id']);
  return id === undefined || id.length > MAX_CREDENTIAL_LENGTH ? undefined : { id, response: answer['response'] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function base64url(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value) ? value : undefined;
}

type Transports = NonNullable<RegistrationResponseJSON['response']['transports']>;

/** Words that only help a browser to find the authenticator again; what is odd is left out. */
function transports(value: unknown): Transports {
  const words = Array.isArray(value) ? (value as unknown[]) : [];
  const known = words.filter((word) => typeof word === 'string' && /^[a-z-]{1,20}$/.test(word));
  return known.slice(0, MAX_TRANSPORTS) as Transports;
}
