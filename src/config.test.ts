import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const read = (environment: Record<string, string>) => readConfig(environment, '/srv/lode', false);

describe('readConfig', () => {
  it('has a default for everything', () => {
    const { config, settings } = read({ PATH: '/bin' });
    assert.equal(config.url, 'http://localhost:8080');
    assert.deepEqual(config.hosts, ['127.0.0.1', '::1']);
    assert.deepEqual(config.database, { kind: 'sqlite', file: '/srv/lode/data/lode.sqlite' });
    assert.equal(config.blobFolder, '/srv/lode/data/blobs');
    assert.equal(config.maxPackageBytes, 250_000_000);
    assert.ok(settings.every((setting) => setting.source === 'default'));
    assert.ok(Object.isFrozen(config));
  });

  it('takes the path of a public root and drops the slash at its end', () => {
    assert.equal(read({ LODE_URL: 'https://gallery.example/nuget/' }).config.url, 'https://gallery.example/nuget');
  });

  it('reports every mistake at once', () => {
    const environment = {
      LODE_PORT: '99999',
      LODE_URL: 'gallery.example',
      LODE_DATABASE: 'mysql://x',
      LODE_STORAGE: 's3://bucket',
      LODE_MAX_PACKAGE: 'much',
      LODE_LOG: 'loud',
      LODE_COLOUR: 'copper',
      LODE_HOST: ' , ',
    };
    assert.throws(
      () => read(environment),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.mistakes.length, Object.keys(environment).length);
        for (const name of Object.keys(environment)) assert.match(error.message, new RegExp(name));
        return true;
      },
    );
  });

  it('keeps secrets out of sight', () => {
    const { config, settings } = read({
      LODE_DATABASE: 'postgres://lode:hunter2@db.example/lode',
      LODE_METRICS_TOKEN: 'swordfish',
      LODE_SECRET: 'correct horse battery staple correct',
      LODE_SMTP: 'smtp://lode:sesame@mail.example:587',
    });
    assert.doesNotMatch(JSON.stringify([config, settings]), /hunter2|swordfish|battery|sesame/);
    assert.equal(
      config.database.kind === 'postgres' && config.database.url.reveal(),
      'postgres://lode:hunter2@db.example/lode',
    );
  });

  it('takes a mail server, and nothing in its URL that would weaken it', () => {
    for (const good of ['smtp://mail.example', 'smtps://a%40b:p%C3%9F@mail.example:465/', 'smtp://[::1]:25']) {
      assert.equal(readConfig({ LODE_SMTP: good }, '/', false).config.smtp?.reveal(), good);
    }
    const bad = [
      'http://mail.example',
      'smtp://',
      'smtp://a:%FF@b',
      'smtp://b/?tls.rejectUnauthorized=false',
      'smtp://b#x',
    ];
    for (const text of bad) assert.throws(() => readConfig({ LODE_SMTP: text }, '/', false), /LODE_SMTP takes/, text);
  });

  it('reads a file with the same names, and secrets out of files of their own', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-config-'));
    try {
      writeFileSync(path.join(folder, 'lode.json'), '{"LODE_PORT": 9090, "LODE_LOG": "warn"}');
      writeFileSync(path.join(folder, 'token'), 'swordfish\n');
      const environment = {
        LODE_CONFIG: 'lode.json',
        LODE_LOG: 'debug',
        LODE_METRICS_TOKEN_FILE: path.join(folder, 'token'),
      };
      const { config, settings } = readConfig(environment, folder, false);
      assert.deepEqual([config.port, config.logLevel, config.metricsToken?.reveal()], [9090, 'debug', 'swordfish']);
      assert.equal(settings.find(({ name }) => name === 'LODE_PORT')?.source, 'file');
      assert.throws(() => readConfig({ LODE_CONFIG: 'missing.json' }, folder, false), /LODE_CONFIG cannot be read/);
      assert.throws(() => readConfig({ LODE_PORT_FILE: 'x' }, folder, false), /LODE_PORT_FILE .* is no setting/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
