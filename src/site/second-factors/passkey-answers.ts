/** What the script of passkeys asks for, as JSON, and how its forms are read. */
import type { PasskeyProof } from '../../accounts/second-factors/check-passkey.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';

export function json(document: object): HttpAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-store' };
  return { status: 200, headers, body: JSON.stringify(document) };
}

export function passkeyProof(fields: FormFields): PasskeyProof {
  return { ticket: fields.text('ticket'), answer: fields.text('answer') };
}
