import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNewPackageIdAllowed, MAX_PACKAGE_ID_LENGTH, parsePackageId } from './package-id.ts';

describe('parsePackageId', () => {
  it('keeps the id as written and makes its key', () => {
    assert.deepEqual(parsePackageId('Newtonsoft.Json'), { display: 'Newtonsoft.Json', key: 'newtonsoft.json' });
    assert.deepEqual(parsePackageId('Größe.Ünï'), { display: 'Größe.Ünï', key: 'größe.ünï' });
  });

  it('reads words joined by single dots and dashes', () => {
    for (const id of ['a', '9', '_', 'A-b.C_d', '1.2.3', 'x--y', 'x.-y', 'x..y', '.x', 'x.', '-', '.', '']) {
      assert.equal(parsePackageId(id) !== undefined, /^\w+(?:[.-]\w+)*$/.test(id), id);
    }
  });

  it('refuses everything that could be a path, a header or markup', () => {
    for (const id of [
      'a/b',
      'a\\b',
      '..',
      'a%2fb',
      'a b',
      'a\n',
      'a\r\nb',
      'a\u0000',
      '<b>',
      "a'b",
      'a"b',
      'a:b',
      '$id$',
      'a#b',
      'a?b',
    ]) {
      assert.equal(parsePackageId(id), undefined, JSON.stringify(id));
    }
  });

  it('reads letters, marks, digits and connectors of the Basic Multilingual Plane, nothing beyond', () => {
    for (const id of ['日本語', 'Ελλάς.Σ', 'абв', 'İstanbul', 'ırmak', 'A‿B', '١'])
      assert.notEqual(parsePackageId(id), undefined, id);
    for (const id of ['😀', '𐐀', '\ud800', 'a²', 'Ⅷ', 'a\u200db', 'a—b'])
      assert.equal(parsePackageId(id), undefined, id);
  });

  it('refuses what would look like another id: other than normal form C, and letters that fold to ASCII', () => {
    for (const id of ['e\u0301', '\u212aube', 'ſystem', 'K\u00c5\u212b'])
      assert.equal(parsePackageId(id), undefined, id);
    assert.notEqual(parsePackageId('\u00e9'), undefined);
  });

  it('ends at 100 code units', () => {
    assert.notEqual(parsePackageId('a'.repeat(MAX_PACKAGE_ID_LENGTH)), undefined);
    assert.equal(parsePackageId('a'.repeat(MAX_PACKAGE_ID_LENGTH + 1)), undefined);
    assert.equal(parsePackageId('a'.repeat(10_000_000)), undefined);
  });
});

describe('isNewPackageIdAllowed', () => {
  it('takes ASCII alone', () => {
    for (const id of ['A', 'Newtonsoft.Json', 'a_b-c.9']) assert.ok(isNewPackageIdAllowed(id), id);
    for (const id of ['', 'Größe', '日本語', 'a..b', 'a ', '\u212aube', '$id$', 'a\n'])
      assert.ok(!isNewPackageIdAllowed(id), id);
    assert.ok(!isNewPackageIdAllowed('a'.repeat(MAX_PACKAGE_ID_LENGTH + 1)));
  });
});
