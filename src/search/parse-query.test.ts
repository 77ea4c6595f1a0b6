import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { MAX_QUERY_LENGTH, parseQuery, type SearchQuery } from './parse-query.ts';

function parsed(text: string): SearchQuery {
  const query = parseQuery(text);
  if ('code' in query) throw new Error(query.detail);
  return query;
}

/** `words | field=value,value …` with the parts of words in brackets. */
function shown(text: string): string {
  const { words, scopes } = parsed(text);
  const word = (each: { term: string; parts: readonly string[] }) =>
    each.parts.length === 0 ? each.term : `${each.term}(${each.parts.join(' ')})`;
  const scope = ({ field, values }: SearchQuery['scopes'][number]) =>
    `${field}=${values.map((value) => (typeof value === 'string' ? value : value.map(word).join('+'))).join(',')}`;
  return [words.map(word).join(' '), ...scopes.map(scope)].filter((part) => part !== '').join(' | ');
}

describe('a query', () => {
  const cases: readonly (readonly [text: string, meaning: string])[] = [
    ['', ''],
    ['   ', ''],
    ['json', 'json'],
    ['Newtonsoft.Json', 'newtonsoft json'],
    ['FooBar baz', 'foobar(foo bar) baz'],
    ['"entity framework" core', 'entity framework core'],
    ['json AND xml OR yaml NOT toml', 'json xml yaml toml'],
    ['json and xml', 'json xml'],
    ['"AND"', 'and'],
    ['the', 'the'],
    ['the json', 'json'],
    ['json json JSON', 'json'],
    ['id:json', 'id=json'],
    ['ID:Json', 'id=json'],
    ['id:Newtonsoft.Json', 'id=newtonsoft+json'],
    ['id:a id:b', 'id=a,b'],
    ['packageid:Newtonsoft.Json', 'packageId=newtonsoft.json'],
    ['PackageId:"Newtonsoft.Json"', 'packageId=newtonsoft.json'],
    ['version:1.0', 'version=1.0.0'],
    ['version:1.0.0-BETA+x', 'version=1.0.0-beta'],
    ['version:nonsense', 'version=nonsense'],
    ['tags:a tag:B tags:"c d"', 'tag=a,b,c d'],
    ['author:james authors:NewtonKing', 'author=james,newtonking(newton king)'],
    ['owner:acme owners:Other', 'owner=acme,other'],
    ['title:x description:y summary:z', 'title=x | description=y | summary=z'],
    ['json owner:acme tags:x', 'json | owner=acme | tag=x'],
    ['author:"james newton"', 'author=james+newton'],
    ['unknown:foo', ''],
    ['unknown:foo json', 'json'],
    ['http://acme.example/x', ''],
    ['constructor:x __proto__:y toString:z', ''],
    ['foo:', ''],
    ['id:', ''],
    ['id:""', ''],
    ['id:!!!', ''],
    [':json', 'json'],
    ['"json', 'json'],
    ['json"', 'json'],
    ['id:"json net', 'net | id=json'],
    ['"x" "y', 'x y'],
    ['js*', 'js'],
    ['*', ''],
    ['%', ''],
    ['_', ''],
    ['NEAR(x y)', 'near x y'],
    ['x^2', 'x 2'],
    ['{id}: x', 'id x'],
    ['(a+)+$', 'a'],
    ["'; DROP TABLE matches; --", 'drop table matches'],
    ['x\u0000y', 'x y'],
    ['-json +xml', 'json xml'],
  ];
  for (const [text, meaning] of cases) {
    it(`${JSON.stringify(text)} asks for ${meaning === '' ? 'everything' : meaning}`, () => {
      assert.equal(shown(text), meaning);
    });
  }

  it('of one term that could be an id names that id', () => {
    assert.equal(parsed('Newtonsoft.Json').idKey, 'newtonsoft.json');
    assert.equal(parsed(' Json ').idKey, 'json');
    assert.equal(parsed('json tags:x').idKey, 'json');
    assert.equal(parsed('two words').idKey, undefined);
    assert.equal(parsed('json*').idKey, undefined);
    assert.equal(parsed('tags:json').idKey, undefined);
  });

  it('that is too long is a fault', () => {
    assert.ok('code' in parseQuery('x'.repeat(MAX_QUERY_LENGTH + 1)));
    assert.ok('code' in parseQuery('a '.repeat(50_000)));
  });

  it('of too many words, parts or values is a fault', () => {
    const numbers = Array.from({ length: 65 }, (_, i) => `w${i}x`);
    assert.ok('code' in parseQuery(numbers.join(' ')));
    assert.ok('code' in parseQuery(numbers.map((word) => `tags:${word}`).join(' ')));
    assert.ok('code' in parseQuery('aB'.repeat(70)));
    assert.ok(!('code' in parseQuery('a '.repeat(1000))));
  });

  it('of any text at all is read, quickly', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => void parseQuery(text)));
    for (const text of ['"'.repeat(4096), 'a:'.repeat(2048), 'a'.repeat(4096), ' "'.repeat(2048)]) {
      const started = performance.now();
      parseQuery(text);
      assert.ok(performance.now() - started < 250);
    }
  });
});
