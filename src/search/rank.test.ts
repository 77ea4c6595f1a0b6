import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IndexGallery, type IndexSeed } from '../../test/support/index-gallery.ts';

/** Downloads as shares of the favourite's, so that the same story is told at every size. */
type Story = readonly (readonly [id: string, downloads: number, seed?: IndexSeed])[];

function tell(story: Story): IndexGallery {
  const gallery = new IndexGallery();
  for (const [id, downloads, seed] of story) gallery.add(id, { ...seed, downloads });
  return gallery;
}

describe('the order of search', () => {
  for (const [size, favourite, used, unused] of [
    ['300', 300, 60, 1],
    ['300 thousand', 300_000, 20_000, 4],
    ['300 million', 300_000_000, 5_000_000, 30],
  ] as const) {
    describe(`in a gallery whose favourite has ${size} downloads`, () => {
      it('puts what everyone means above a squatter whose id is the bare word', () => {
        for (const squatter of [0, unused]) {
          const gallery = tell([
            ['Newtonsoft.Json', favourite],
            ['Json', squatter],
            ['Json.Other', squatter],
            ['Something.Else', used],
          ]);
          assert.equal(gallery.find('json')[0], 'Newtonsoft.Json');
          assert.equal(gallery.find('JSON')[0], 'Newtonsoft.Json');
        }
      });

      it('puts what is used above an unused squatter, beside a favourite of another field', () => {
        const gallery = tell([
          ['Favourite', favourite],
          ['Acme.Yaml', used],
          ['Yaml', 0],
        ]);
        assert.deepEqual(gallery.find('yaml'), ['Acme.Yaml', 'Yaml']);
      });

      it('puts a package that is used first under its own name', () => {
        const gallery = tell([
          ['Favourite', favourite],
          ['Dapper', used],
          ['Dapper.Contrib', used * 2],
          ['Acme.Dapper', used * 3],
          ['Dapper.Extensions', unused],
        ]);
        assert.equal(gallery.find('dapper')[0], 'Dapper');
      });

      it('puts exactly the id with a separator first, then those that begin with it', () => {
        const gallery = tell([
          ['Acme.Core', 0],
          ['Acme.Core.Extensions', unused],
          ['Other.Acme.Core', favourite],
          ['Core.For.Acme', used],
        ]);
        assert.deepEqual(gallery.find('acme.core'), [
          'Acme.Core',
          'Acme.Core.Extensions',
          'Other.Acme.Core',
          'Core.For.Acme',
        ]);
      });

      it('puts a word in the id above the same word in a text, unless that is far more popular', () => {
        const gallery = tell([
          ['Acme.Anvil', unused],
          ['Acme.Rocket', unused * 3, { description: 'Throws an anvil.' }],
          ['Acme.Catapult', favourite, { description: 'Throws an anvil.' }],
        ]);
        assert.deepEqual(gallery.find('anvil'), ['Acme.Catapult', 'Acme.Anvil', 'Acme.Rocket']);
      });
    });
  }

  it('puts the exact id first while nobody has downloaded much', () => {
    const gallery = tell([
      ['Acme', 0],
      ['Acme.Core', 5],
      ['Acme.Tools', 4],
    ]);
    assert.equal(gallery.find('acme')[0], 'Acme');
  });

  it('puts tags and titles above descriptions', () => {
    const gallery = tell([
      ['A', 10, { description: 'anvil' }],
      ['B', 10, { tags: ['anvil'] }],
      ['C', 10, { title: 'Anvil' }],
      ['D', 10, { summary: 'anvil' }],
    ]);
    assert.deepEqual(gallery.find('anvil'), ['C', 'B', 'D', 'A']);
  });

  it('puts whole words above beginnings, and shorter ids above longer ones', () => {
    const gallery = tell([
      ['Acme.Jsonify', 10],
      ['Acme.Json.Tools.Extra', 10],
      ['Acme.Json', 10],
    ]);
    assert.deepEqual(gallery.find('json'), ['Acme.Json', 'Acme.Json.Tools.Extra', 'Acme.Jsonify']);
  });

  it('breaks ties by downloads to the last one, then by the newer id', () => {
    const gallery = tell([
      ['Acme.A', 100_000],
      ['Acme.B', 100_001],
      ['Acme.C', 100_000],
    ]);
    assert.deepEqual(gallery.find('acme'), ['Acme.B', 'Acme.C', 'Acme.A']);
    assert.deepEqual(gallery.find(''), ['Acme.B', 'Acme.C', 'Acme.A']);
  });

  it('is the same on every page', () => {
    const gallery = tell(Array.from({ length: 300 }, (_, i) => [`Acme.P${i}`, (i * 7919) % 1000] as const));
    const whole = gallery.find('acme');
    assert.equal(new Set(whole).size, 300);
    assert.deepEqual(gallery.find('acme'), whole);
  });
});
