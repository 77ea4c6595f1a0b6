import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { defaultRateLimits } from './base/rate-limits.ts';
import { ConfigError, readConfig } from './config.ts';
import { peopleSettingNames } from './people-settings.ts';

const SECRET = 'correct horse battery staple correct';
const read = (environment: Record<string, string>) => readConfig(environment, '/srv/lode', false);

/** Every mistake, one a line, in no order. */
function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the settings that people meet', () => {
  it('have defaults: open, public, mail into files, no single sign-on', () => {
    const { config } = read({ LODE_URL: 'https://gallery.example/nuget' });
    const { name, support, mailFrom, smtp, secret, read: reading, signUp, oidc, rateLimits } = config;
    assert.deepEqual(
      { name, support, mailFrom, smtp, secret, reading, signUp, oidc, rateLimits },
      {
        name: 'Lode',
        support: undefined,
        mailFrom: 'lode@gallery.example',
        smtp: undefined,
        secret: undefined,
        reading: 'public',
        signUp: 'open',
        oidc: undefined,
        rateLimits: defaultRateLimits,
      },
    );
  });

  it('are taken as they are given', () => {
    const { config } = read({
      LODE_NAME: ' Acme packages ',
      LODE_SUPPORT: 'help@acme.example',
      LODE_MAIL_FROM: 'packages@acme.example',
      LODE_SMTP: 'smtps://lode:sesame@mail.acme.example:465',
      LODE_SECRET: SECRET,
      LODE_READ: 'private',
      LODE_SIGNUP: 'invite',
      LODE_RATE_LIMITS: 'push=10/m, signin=3/5m',
    });
    assert.equal(config.name, 'Acme packages');
    assert.equal(config.support, 'help@acme.example');
    assert.equal(config.mailFrom, 'packages@acme.example');
    assert.equal(config.smtp?.reveal(), 'smtps://lode:sesame@mail.acme.example:465');
    assert.equal(config.secret?.reveal(), SECRET);
    assert.deepEqual([config.read, config.signUp], ['private', 'invite']);
    assert.deepEqual(config.rateLimits?.push, { most: 10, windowSeconds: 60 });
    assert.deepEqual(config.rateLimits?.signin, { most: 3, windowSeconds: 300 });
    assert.deepEqual(config.rateLimits?.unlist, defaultRateLimits.unlist);
    assert.equal(read({ LODE_RATE_LIMITS: 'off' }).config.rateLimits, undefined);
  });

  it('name an issuer for single sign-on, and who of which group is what where', () => {
    const { oidc, signUp } = read({
      LODE_SIGNUP: 'oidc',
      LODE_OIDC_ISSUER: 'https://id.acme.example/realms/acme',
      LODE_OIDC_CLIENT_ID: 'lode',
      LODE_OIDC_CLIENT_SECRET: 'sesame',
      LODE_OIDC_NAME: 'Acme',
      LODE_OIDC_GROUPS: 'groups:dev=acme,/staff/ops=acme/administrator',
    }).config;
    assert.equal(signUp, 'oidc');
    assert.equal(oidc?.issuer, 'https://id.acme.example/realms/acme');
    assert.equal(oidc?.clientSecret.reveal(), 'sesame');
    assert.equal(oidc?.name, 'Acme');
    assert.deepEqual(oidc?.groups, {
      claim: 'groups',
      members: [
        { group: 'dev', organization: 'acme', role: 'collaborator' },
        { group: '/staff/ops', organization: 'acme', role: 'administrator' },
      ],
    });
  });

  it('are all reported at once where they are mistaken, each by its name', () => {
    const environment = {
      LODE_NAME: 'x'.repeat(65),
      LODE_SUPPORT: 'nobody',
      LODE_MAIL_FROM: 'a@b\r\nBcc: everybody@gallery.example',
      LODE_SECRET: 'short',
      LODE_SMTP: 'mail.example',
      LODE_READ: 'members',
      LODE_SIGNUP: 'maybe',
      LODE_OIDC_ISSUER: 'id.acme.example',
      LODE_OIDC_GROUPS: 'dev=acme',
      LODE_RATE_LIMITS: 'push=lots',
    };
    const mistakes = mistakesOf(environment);
    for (const name of [...Object.keys(environment), 'LODE_OIDC_CLIENT_ID', 'LODE_OIDC_CLIENT_SECRET']) {
      assert.equal(mistakes.filter((mistake) => new RegExp(`^${name} `).test(mistake)).length, 1, name);
    }
    assert.equal(mistakes.length, 12);
    assert.ok(!mistakes.some((mistake) => mistake.includes('short')), 'a secret is never repeated');
  });

  const refused: [what: string, environment: Record<string, string>, mistake: RegExp][] = [
    ['an empty name', { LODE_NAME: '   ' }, /^LODE_NAME takes 1 to 64/],
    ['a name with control characters', { LODE_NAME: 'a\nb' }, /^LODE_NAME/],
    ['a support address with a display name', { LODE_SUPPORT: 'Help <help@acme.example>' }, /^LODE_SUPPORT is/],
    ['oidc without an issuer', { LODE_SIGNUP: 'oidc' }, /LODE_OIDC_ISSUER/],
    ['an issuer over plain http', oidc({ LODE_OIDC_ISSUER: 'http://id.acme.example' }), /^LODE_OIDC_ISSUER is/],
    ['groups without a claim', oidc({ LODE_OIDC_GROUPS: ':dev=acme' }), /^LODE_OIDC_GROUPS takes/],
    ['groups without an organization', oidc({ LODE_OIDC_GROUPS: 'groups:dev' }), /^LODE_OIDC_GROUPS takes/],
    ['a limit that there is not', { LODE_RATE_LIMITS: 'downloads=3/h' }, /^LODE_RATE_LIMITS has "downloads=3\/h"/],
    ['a limit of nothing', { LODE_RATE_LIMITS: 'push=0/h' }, /^LODE_RATE_LIMITS/],
    ['PostgreSQL without a secret', { LODE_DATABASE: 'postgres://lode@db.example/lode' }, /^LODE_SECRET is missing/],
  ];
  function oidc(more: Record<string, string>): Record<string, string> {
    const whole = {
      LODE_OIDC_ISSUER: 'https://id.acme.example',
      LODE_OIDC_CLIENT_ID: 'a',
      LODE_OIDC_CLIENT_SECRET: 'b',
    };
    return { ...whole, ...more };
  }
  for (const [what, environment, mistake] of refused) {
    it(`refuse ${what}`, () => {
      const mistakes = mistakesOf(environment);
      assert.equal(mistakes.length, 1, mistakes.join('\n'));
      assert.match(mistakes[0] ?? '', mistake);
    });
  }

  it('show no secret, wherever it came from', () => {
    const { config, settings } = read({
      LODE_SECRET: SECRET,
      LODE_SMTP: 'smtp://lode:sesame@mail.example:587',
      ...oidc({ LODE_OIDC_CLIENT_SECRET: 'swordfish' }),
    });
    assert.doesNotMatch(JSON.stringify([config, settings]), /battery|sesame|swordfish/);
    const shown = new Map(settings.map(({ name, value }) => [name, value]));
    assert.equal(shown.get('LODE_SECRET'), '***');
    assert.equal(shown.get('LODE_SMTP'), 'smtp://lode:***@mail.example:587');
    assert.equal(shown.get('LODE_OIDC_CLIENT_SECRET'), '***');
    for (const name of Object.keys(peopleSettingNames)) assert.ok(shown.has(name), name);
  });

  it('take a secret out of a file of its own, and nothing else', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-settings-'));
    const file = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    try {
      const files = {
        LODE_SECRET_FILE: file('secret', `${SECRET}\n`),
        LODE_SMTP_FILE: file('smtp', 'smtp://lode:sesame@mail.example:587\n'),
        LODE_OIDC_CLIENT_SECRET_FILE: file('oidc', 'swordfish'),
      };
      const { LODE_OIDC_CLIENT_SECRET: _left, ...issuer } = oidc({});
      const { config, settings } = read({ ...files, ...issuer });
      assert.equal(config.secret?.reveal(), SECRET);
      assert.equal(config.smtp?.reveal(), 'smtp://lode:sesame@mail.example:587');
      assert.equal(config.oidc?.clientSecret.reveal(), 'swordfish');
      assert.doesNotMatch(JSON.stringify(settings), /battery|sesame|swordfish/);
      assert.match(mistakesOf({ ...files, LODE_SECRET: SECRET })[0] ?? '', /LODE_SECRET and LODE_SECRET_FILE are both/);
      assert.match(mistakesOf({ LODE_SECRET_FILE: '/nowhere' })[0] ?? '', /LODE_SECRET_FILE cannot be read/);
      assert.match(mistakesOf({ LODE_NAME_FILE: file('name', 'Acme') })[0] ?? '', /LODE_NAME_FILE .* is no setting/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
