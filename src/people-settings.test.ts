import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const read = (values: Record<string, string>) => readConfig(values, '/', false).config;
const issuer = {
  LODE_OIDC_ISSUER: 'https://issuer.example/realm',
  LODE_OIDC_CLIENT_ID: 'lode',
  LODE_OIDC_CLIENT_SECRET: 'what the issuer gave',
};

describe('LODE_OIDC_…', () => {
  it('names an issuer, with a name for people', () => {
    const { oidc } = read({ ...issuer, LODE_OIDC_NAME: 'Example' });
    assert.deepEqual([oidc?.issuer, oidc?.name], ['https://issuer.example/realm', 'Example']);
    assert.doesNotMatch(JSON.stringify(oidc), /what the issuer gave/);
    assert.equal(read(issuer).oidc?.name, 'single sign-on');
    assert.equal(read({}).oidc, undefined);
  });

  it('maps groups to organizations', () => {
    const groups = 'groups: builders=Acme, readers=Acme/collaborator, a=b=Other/administrator';
    assert.deepEqual(read({ ...issuer, LODE_OIDC_GROUPS: groups }).oidc?.groups, {
      claim: 'groups',
      members: [
        { group: 'builders', organization: 'Acme', role: 'collaborator' },
        { group: 'readers', organization: 'Acme', role: 'collaborator' },
        { group: 'a=b', organization: 'Other', role: 'administrator' },
      ],
    });
  });

  const mistakes: readonly [values: Record<string, string>, mistake: RegExp][] = [
    [{ ...issuer, LODE_OIDC_ISSUER: 'http://issuer.example' }, /LODE_OIDC_ISSUER .*https/],
    [{ ...issuer, LODE_OIDC_ISSUER: 'http://127.0.0.1.example' }, /LODE_OIDC_ISSUER/],
    [{ ...issuer, LODE_OIDC_ISSUER: 'https://issuer.example?x=1' }, /LODE_OIDC_ISSUER/],
    [{ ...issuer, LODE_OIDC_ISSUER: 'https://user@issuer.example' }, /LODE_OIDC_ISSUER/],
    [{ ...issuer, LODE_OIDC_ISSUER: 'issuer.example' }, /LODE_OIDC_ISSUER/],
    [{ ...issuer, LODE_OIDC_ISSUER: 'javascript:alert(1)' }, /LODE_OIDC_ISSUER/],
    [{ ...issuer, LODE_OIDC_CLIENT_ID: '' }, /LODE_OIDC_CLIENT_ID is missing/],
    [{ ...issuer, LODE_OIDC_CLIENT_SECRET: '' }, /LODE_OIDC_CLIENT_SECRET is missing/],
    [{ ...issuer, LODE_OIDC_GROUPS: 'builders=Acme' }, /LODE_OIDC_GROUPS/],
    [{ ...issuer, LODE_OIDC_GROUPS: 'groups:' }, /LODE_OIDC_GROUPS/],
    [{ ...issuer, LODE_OIDC_GROUPS: 'groups:builders=Acme/owner' }, /LODE_OIDC_GROUPS/],
    [{ LODE_SIGNUP: 'oidc' }, /LODE_SIGNUP .*LODE_OIDC_ISSUER/],
  ];
  for (const [values, mistake] of mistakes) {
    it(`stops the start with ${JSON.stringify(values)}`, () => {
      assert.throws(
        () => read(values),
        (error) => error instanceof ConfigError && mistake.test(error.message),
      );
    });
  }

  it('takes plain http for an issuer on this machine', () => {
    for (const url of ['http://localhost:9000', 'http://127.0.0.1:9000/x', 'http://[::1]:9000']) {
      assert.equal(read({ ...issuer, LODE_OIDC_ISSUER: url }).oidc?.issuer, url);
    }
  });
});
