import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { nuspecXmlLimits } from '../../nuget/limits.ts';
import { childrenNamed, parseXml, type XmlElement } from '../../nuget/xml.ts';
import { atomDocument, type AtomEntry, type AtomFeed } from './atom-document.ts';

const author = { name: 'olga', url: 'https://gallery.example/profiles/olga' };

function entry(entry: Partial<AtomEntry> = {}): AtomEntry {
  return {
    url: 'https://gallery.example/packages/Acme.Http/1.0.0',
    title: 'Acme.Http 1.0.0',
    publishedAt: 1_000_000,
    summary: '',
    authors: [author],
    tags: [],
    ...entry,
  };
}

function feed(...entries: AtomEntry[]): AtomFeed {
  return { url: 'https://gallery.example/atom.xml', page: 'https://gallery.example/', title: 'New', author, entries };
}

function read(text: string): XmlElement {
  const reading = parseXml(Buffer.from(text), nuspecXmlLimits);
  if ('fault' in reading) throw new Error(reading.fault.detail);
  return reading.root;
}

describe('an Atom feed', () => {
  it('has what RFC 4287 asks for', () => {
    const root = read(atomDocument(feed(entry(), entry({ publishedAt: 2_000_000 }))));
    const names = (of: XmlElement) => [...new Set(of.children.map(({ name }) => name))];
    assert.deepEqual(names(root), ['id', 'title', 'updated', 'link', 'author', 'entry']);
    assert.deepEqual(childrenNamed(root, 'updated')[0]?.text, '1970-01-01T00:00:02.000000Z');
    const [first] = childrenNamed(root, 'entry');
    assert.ok(first);
    assert.deepEqual(names(first), ['id', 'title', 'published', 'updated', 'link', 'author', 'summary']);
  });

  it('is XML whatever a package says, and nothing of that is markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (summary, tag) => {
        const hostile = `${summary}<script>]]>&"'\u0000\u0008\ud800\uffff\u202e${summary}`;
        const root = read(atomDocument(feed(entry({ summary: hostile, title: hostile, tags: [tag, hostile] }))));
        const [first] = childrenNamed(root, 'entry');
        assert.ok(first);
        assert.ok(!first.children.some(({ name }) => name === 'script'));
        assert.ok(!childrenNamed(first, 'summary')[0]?.text.includes('\u202e'));
      }),
      { numRuns: 50 },
    );
  });
});
