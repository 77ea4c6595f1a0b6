import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { IndexGallery } from '../../test/support/index-gallery.ts';
import { IndexFile, openFreeIndexFile } from './index-file.queries.ts';
import { everything, parseQuery, type SearchQuery } from './parse-query.ts';
import { MAX_COUNTED, MAX_REACHABLE } from './search-file.queries.ts';

describe('the index', () => {
  it('finds a package by every word of its id, title, tags, description, summary and authors', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.EntityFrameworkCore', {
      title: 'Rockets Galore',
      tags: ['orm', 'data-access'],
      description: 'Launches anvils over mountains.',
      summary: 'Brief words',
      authors: 'Wile Coyote',
    });
    gallery.add('Other.Thing');
    for (const text of [
      'acme',
      'entityframeworkcore',
      'framework',
      'rockets',
      'orm',
      'access',
      'data-access',
      'anvils',
      'brief',
      'coyote',
      'acme anvils coyote orm',
      'EntityFrameworkCore',
      'FrameworkEntity',
    ]) {
      assert.deepEqual(gallery.find(text), ['Acme.EntityFrameworkCore'], text);
    }
    for (const text of ['acme thing', 'nothing', 'coreframework', 'nvils'])
      assert.deepEqual(gallery.find(text), [], text);
  });

  it('completes only the last word, wherever it stands', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.Serialization', {
      title: 'Wonderful',
      tags: ['jsonpath'],
      description: 'Reads telemetry quickly.',
    });
    for (const text of ['acme.seri', 'ser', 's', 'wonder', 'acme jsonp', 'acme telem']) {
      assert.deepEqual(gallery.find(text), ['Acme.Serialization'], text);
    }
    for (const text of ['seri acme', 'telem acme']) assert.deepEqual(gallery.find(text), [], text);
  });

  it('completes words and ids that are longer than the beginnings it holds', () => {
    const gallery = new IndexGallery();
    const long = 'Pneumonoultramicroscopicsilicovolcanoconiosis';
    gallery.add(`Acme.${long}`, { description: `About ${long}` });
    assert.equal(gallery.find('pneumonoultramicroscopicsilico').length, 1);
    assert.equal(gallery.find('acme.pneumonoultramicroscopicsilico').length, 1);
    assert.equal(gallery.find('pneumonoultramicroscopicsilicx').length, 0);
  });

  it('answers scoped terms from their own field', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.Json', {
      tags: ['c#', 'foo-bar'],
      description: 'xml',
      authors: 'Road Runner',
      ownerIds: [7, 12],
    });
    gallery.add('Acme.Xml', { tags: ['foo'], title: 'json', description: 'json', summary: 'short' });
    const cases: readonly (readonly [string, string[]])[] = [
      ['id:json', ['Acme.Json']],
      ['id:acme', ['Acme.Xml', 'Acme.Json']],
      ['packageid:acme.json', ['Acme.Json']],
      ['packageid:acme', []],
      ['packageid:acme.json packageid:acme.xml', ['Acme.Xml', 'Acme.Json']],
      ['tags:c#', ['Acme.Json']],
      ['tags:foo-bar', ['Acme.Json']],
      ['tags:foo', ['Acme.Xml']],
      ['title:json', ['Acme.Xml']],
      ['description:xml', ['Acme.Json']],
      ['summary:short', ['Acme.Xml']],
      ['author:runner', ['Acme.Json']],
      ['author:acme', []],
      ['version:1.0', ['Acme.Xml', 'Acme.Json']],
      ['version:2.0', []],
      ['id:acme tags:foo', ['Acme.Xml']],
      ['acme tags:foo', ['Acme.Xml']],
      ['xml id:json', ['Acme.Json']],
    ];
    for (const [text, ids] of cases) assert.deepEqual(gallery.find(text), ids, text);
    assert.deepEqual(gallery.ask({ words: [], scopes: [{ field: 'owner', values: ['12'] }] }).ids, ['Acme.Json']);
    assert.deepEqual(gallery.ask({ words: [], scopes: [{ field: 'owner', values: ['1'] }] }).ids, []);
    assert.deepEqual(gallery.ask({ words: [], scopes: [{ field: 'owner', values: [] }] }).ids, []);
    assert.deepEqual(gallery.ask({ words: [], scopes: [{ field: 'packageType', values: ['dependency'] }] }).total, 2);
  });

  it('does not read words of its own query language', () => {
    const gallery = new IndexGallery();
    gallery.add('Near.Acme');
    for (const text of [
      'acme OR zebra',
      'NEAR(acme zebra, 5)',
      'acme NOT near',
      '{terms}: acme',
      'i=acme',
      '^acme',
      'acme"',
      '"',
      "'",
      'acme\u0000',
      '%',
      '_',
    ]) {
      assert.doesNotThrow(() => gallery.find(text), text);
    }
    assert.deepEqual(gallery.find('near acme'), ['Near.Acme']);
    assert.deepEqual(gallery.find('acme NOT near'), ['Near.Acme']);
    assert.deepEqual(gallery.find('i=acme'), []);
  });

  it('shows a package only in the views of its documents', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.Pre', { views: [1, 3] });
    gallery.add('Acme.New', { views: [2, 3] });
    gallery.add('Acme.Old');
    for (const text of ['acme', '']) {
      assert.deepEqual(gallery.find(text, 0), ['Acme.Old'], text);
      assert.deepEqual(gallery.find(text, 1), ['Acme.Old', 'Acme.Pre'], text);
      assert.deepEqual(gallery.find(text, 2), ['Acme.Old', 'Acme.New'], text);
      assert.deepEqual(gallery.find(text, 3), ['Acme.Old', 'Acme.New', 'Acme.Pre'], text);
    }
    assert.equal(gallery.ask(everything, 1).total, 2);
  });

  it('replaces what it knew of a package, also twice', () => {
    const gallery = new IndexGallery();
    const number = gallery.add('Acme.Json', { description: 'first' });
    for (let i = 0; i < 2; i += 1) {
      gallery.put(number, 'Acme.Json', { description: 'second' });
      assert.deepEqual(gallery.find('first'), []);
      assert.deepEqual(gallery.find('second'), ['Acme.Json']);
      assert.equal(gallery.ask(everything).total, 1);
    }
    gallery.put(number, 'Acme.Json', { views: [] });
    assert.deepEqual(gallery.find('json'), []);
    assert.equal(gallery.ask(everything).total, 0);
    gallery.put(number, 'Acme.Json', { description: 'third' });
    assert.deepEqual(gallery.find('third'), ['Acme.Json']);
  });

  it('says which packages stand at the wrong place after new downloads', () => {
    const gallery = new IndexGallery();
    const a = gallery.add('Acme.A');
    const b = gallery.add('Acme.B', { downloads: 1000 });
    assert.deepEqual(gallery.find('acme'), ['Acme.B', 'Acme.A']);
    assert.deepEqual(gallery.index.setDownloads([{ registrationId: a, downloads: 5000 }], 2), {
      changed: 1,
      misplaced: [a],
    });
    assert.deepEqual(gallery.index.setDownloads([{ registrationId: b, downloads: 1001 }], 3), {
      changed: 1,
      misplaced: [],
    });
    assert.deepEqual(gallery.index.setDownloads([{ registrationId: b, downloads: 1001 }], 3), {
      changed: 0,
      misplaced: [],
    });
    assert.deepEqual(gallery.find('acme'), ['Acme.A', 'Acme.B']);
    assert.equal(gallery.index.downloadsAsOf(), 3);
  });

  it('gives the best of very many matches in order, and says when it stopped counting', () => {
    const gallery = new IndexGallery();
    const count = MAX_COUNTED + 50;
    const numbers = Array.from({ length: count }, (_, i) => i + 1);
    const downloads = (number: number) => (number * 7919) % 100_000;
    gallery.index.setDownloads(
      numbers.map((number) => ({ registrationId: number, downloads: downloads(number) })),
      1,
    );
    gallery.addAll(numbers.map((number) => `Acme.P${number}`));
    const expected = numbers
      .toSorted((a, b) => downloads(b) - downloads(a) || b - a)
      .slice(0, MAX_REACHABLE)
      .map((number) => `Acme.P${number}`);
    for (const text of ['acme', '']) {
      const found = gallery.ask(query(text));
      assert.deepEqual(found.ids, expected, text);
      assert.deepEqual(gallery.ask(query(text), 0, 100).ids, expected.slice(0, 100), text);
    }
    assert.equal(gallery.ask(query('acme')).total, MAX_COUNTED);
    assert.equal(gallery.ask(everything).total, count);
    gallery.index.close();
  });

  it('drops what a round did not see', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.A');
    const b = gallery.add('Acme.B');
    gallery.index.beginRound();
    gallery.put(b, 'Acme.B');
    gallery.index.endRound({ seq: 9, at: 99 });
    assert.deepEqual(gallery.find('acme'), ['Acme.B']);
    assert.deepEqual(gallery.index.cursor(), { seq: 9, at: 99 });
  });
});

describe('the file of the index', () => {
  it('keeps cursor, packages and downloads across a restart', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.A', { downloads: 10 });
    gallery.add('Acme.B', { downloads: 200 });
    gallery.index.apply([], { seq: 5, at: 50 });
    gallery.index.close();
    gallery.index = new IndexFile(gallery.file);
    assert.deepEqual(gallery.index.cursor(), { seq: 5, at: 50 });
    assert.deepEqual(gallery.find('acme'), ['Acme.B', 'Acme.A']);
    assert.equal(gallery.ask(everything).total, 2);
    gallery.index.close();
  });

  const damages: readonly (readonly [name: string, damage: (file: string) => void])[] = [
    ['is missing', (file) => rmSync(file)],
    ['is no database', (file) => writeFileSync(file, 'nonsense '.repeat(2000))],
    [
      'has another format',
      (file) => {
        const database = new DatabaseSync(file);
        database.exec('PRAGMA user_version = 77');
        database.close();
      },
    ],
  ];
  for (const [name, damage] of damages) {
    it(`that ${name} is made anew, without a cursor`, () => {
      const gallery = new IndexGallery();
      gallery.add('Acme.A');
      gallery.index.apply([], { seq: 5, at: 50 });
      gallery.index.close();
      damage(gallery.file);
      gallery.index = new IndexFile(gallery.file);
      assert.equal(gallery.index.cursor(), undefined);
      assert.deepEqual(gallery.find('acme'), []);
      gallery.add('Acme.B');
      assert.deepEqual(gallery.find('acme'), ['Acme.B']);
      gallery.index.close();
    });
  }

  it('belongs to one process; the next takes a copy beside it', () => {
    const gallery = new IndexGallery();
    gallery.add('Acme.A');
    assert.throws(() => new IndexFile(gallery.file), /locked/);
    const second = openFreeIndexFile(gallery.file);
    const third = openFreeIndexFile(gallery.file);
    assert.equal(second.cursor(), undefined);
    second.apply([], { seq: 2, at: 2 });
    third.apply([], { seq: 3, at: 3 });
    for (const each of [gallery.index, second, third]) each.close();
    gallery.index = openFreeIndexFile(gallery.file);
    assert.deepEqual(gallery.find('acme'), ['Acme.A']);
    const again = openFreeIndexFile(gallery.file);
    assert.deepEqual(again.cursor(), { seq: 2, at: 2 });
    for (const each of [gallery.index, again]) each.close();
  });

  it('takes very many changes of the same packages', () => {
    const gallery = new IndexGallery();
    const numbers = Array.from({ length: 30 }, (_, i) => gallery.add(`Acme.P${i}`));
    for (let round = 1; round <= 20; round += 1) {
      for (const number of numbers)
        gallery.put(number, `Acme.P${number}`, {
          downloads: round * number,
          description: `${String.fromCharCode(96 + round)}zz`,
        });
    }
    assert.equal(gallery.find('tzz').length, 30);
    assert.equal(gallery.find('szz').length, 0);
    let isUnfinished = gallery.index.tidy('start');
    for (let step = 0; isUnfinished; step += 1) {
      assert.ok(step < 1000);
      isUnfinished = gallery.index.tidy('go on');
    }
    assert.equal(gallery.find('tzz').length, 30);
    assert.equal(gallery.find('szz').length, 0);
    gallery.index.close();
  });
});

function query(text: string): SearchQuery {
  const parsed = parseQuery(text);
  if ('code' in parsed) throw new Error(parsed.detail);
  return parsed;
}
