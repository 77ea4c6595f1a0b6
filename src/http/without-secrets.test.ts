import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutSecrets } from './without-secrets.ts';

const KEY = `lode_${'aB3'.repeat(15)}x`;

describe('a text for the log', () => {
  const cases: [text: string, logged: string][] = [
    [`/api/v2/package?apikey=${KEY}`, '/api/v2/package?apikey=***'],
    ['/api/v2/package?x=1&API_KEY=of-another-feed&y=2', '/api/v2/package?x=1&API_KEY=***&y=2'],
    ['/api/v2/package?X-NuGet-ApiKey=secret', '/api/v2/package?X-NuGet-ApiKey=***'],
    [`/api/v2/package/${KEY}/1.0.0`, '/api/v2/package/lode_***/1.0.0'],
    [`/api/v2/package?other=${KEY.toUpperCase()}`, '/api/v2/package?other=lode_***'],
    ['/setup?token=Zx9', '/setup?token=***'],
    ['/signup?invitation=Zx9&a=b', '/signup?invitation=***&a=b'],
    ['/account/confirm/Zx9', '/account/confirm/***'],
    ['/Account/ForgotPassword/Zx9?a=b', '/Account/ForgotPassword/***?a=b'],
    ['/account/undo/Zx9/', '/account/undo/***/'],
    ['/account/confirm/olga/Zx9', '/account/confirm/***/***'],
    ['/account/setpassword/olga/Zx9?a=b', '/account/setpassword/olga/***?a=b'],
    ['/invitations/Zx9/accept', '/invitations/***/accept'],
    ['/signin?return=%2Faccount%2Fconfirm%2FZx9&a=b', '/signin?return=%2Faccount%2Fconfirm%2F***&a=b'],
    ['/signin?return=%2finvitations%2fZx9%2faccept', '/signin?return=%2finvitations%2f***%2faccept'],
    ['/organization/acme/members/confirm/Zx9', '/organization/acme/members/confirm/***'],
    [
      '/signin?return=%2Forganization%2Facme%2Fmembers%2Freject%2FZx9',
      '/signin?return=%2Forganization%2Facme%2Fmembers%2Freject%2F***',
    ],
    ['/signin/oidc?code=Zx9&state=1', '/signin/oidc?code=***&state=1'],
    ['/account/confirm', '/account/confirm'],
    ['/packages/Acme.Confirm/1.0.0', '/packages/Acme.Confirm/1.0.0'],
    ['/v3/query?q=monkey=1&skip=2', '/v3/query?q=monkey=1&skip=2'],
    ['/v3/flatcontainer/lode_tools/index.json', '/v3/flatcontainer/lode_tools/index.json'],
  ];
  for (const [text, logged] of cases) it(`has no secret: ${logged}`, () => assert.equal(withoutSecrets(text), logged));
});
