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
    ['/v3/query?q=monkey=1&skip=2', '/v3/query?q=monkey=1&skip=2'],
    ['/v3/flatcontainer/lode_tools/index.json', '/v3/flatcontainer/lode_tools/index.json'],
  ];
  for (const [text, logged] of cases) it(`has no key: ${logged}`, () => assert.equal(withoutSecrets(text), logged));
});
