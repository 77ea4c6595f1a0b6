import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf } from '../../test/support/zip-builder.ts';
import { nuspecXmlLimits } from './limits.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

function rootOf(input: string | Uint8Array): XmlElement {
  const reading = parseXml(typeof input === 'string' ? bytesOf(input) : input, nuspecXmlLimits);
  assert.ok('root' in reading, JSON.stringify(reading));
  return reading.root;
}

function codeOf(input: string | Uint8Array, limits = nuspecXmlLimits): string {
  const reading = parseXml(typeof input === 'string' ? bytesOf(input) : input, limits);
  return 'fault' in reading ? reading.fault.code : 'none';
}

const bom = Uint8Array.of(0xef, 0xbb, 0xbf);
const utf16le = (text: string): Uint8Array => Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string): Uint8Array =>
  Buffer.concat([Uint8Array.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()]);

describe('parseXml', () => {
  it('reads elements, attributes and text as XElement does', () => {
    const root = rootOf(
      '<a x="1">\n  <b>one<!-- two -->three<c>four</c></b>\n  <d><![CDATA[<e> ]]></d><f>  </f>\n</a>',
    );
    assert.equal(root.attributes.get('x'), '1');
    assert.deepEqual(
      root.children.map(({ name, text }) => [name, text]),
      [
        ['b', 'onethreefour'],
        ['d', '<e> '],
        ['f', ''],
      ],
    );
    assert.equal(root.text, 'onethreefour<e> ');
  });

  it('knows the default namespace at every place', () => {
    const root = rootOf('<a xmlns="urn:1"><b xmlns=""><c/></b><p:d xmlns:p="urn:2"><e/></p:d></a>');
    const [b, d] = root.children;
    assert.deepEqual([root.defaultNamespace, root.namespace], ['urn:1', 'urn:1']);
    assert.deepEqual([b?.defaultNamespace, b?.children[0]?.namespace], ['', '']);
    assert.deepEqual([d?.defaultNamespace, d?.namespace, d?.name], ['urn:1', 'urn:2', 'd']);
  });

  it('keeps attributes with a prefix out of those without', () => {
    const root = rootOf('<a xmlns:p="urn:p" p:id="1" id="2"/>');
    assert.deepEqual([...root.attributes], [['id', '2']]);
  });

  it('B11: takes names that JavaScript objects know for names like any other', () => {
    const root = rootOf('<__proto__ constructor="1" __proto__="2"><toString/></__proto__>');
    assert.equal(root.name, '__proto__');
    assert.equal(root.attributes.get('__proto__'), '2');
    assert.equal(root.children[0]?.name, 'toString');
  });

  it('B1: refuses a document type, with or without entities', () => {
    assert.equal(codeOf('<!DOCTYPE a><a/>'), 'xml_dtd');
    assert.equal(codeOf('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>'), 'xml_dtd');
    assert.equal(codeOf('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'), 'xml_dtd');
  });

  it('B2: refuses a billion laughs and a quadratic blow-up before anything is expanded', () => {
    const laughs = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${String(at)};`.repeat(10)}">`);
    assert.equal(codeOf(`<!DOCTYPE a [<!ENTITY l0 "ha">${laughs.join('')}]><a>&l10;</a>`), 'xml_dtd');
    assert.equal(codeOf(`<!DOCTYPE a [<!ENTITY q "${'q'.repeat(50_000)}">]><a>${'&q;'.repeat(50_000)}</a>`), 'xml_dtd');
    assert.equal(codeOf('<a>&unknown;</a>'), 'xml_invalid');
  });

  it('B3: refuses what is too deep, too wide or too long', () => {
    const { depth, elements, attributesOfOneElement, attributeCharacters } = nuspecXmlLimits;
    const nested = (count: number): string => '<a>'.repeat(count) + '</a>'.repeat(count);
    assert.equal(codeOf(nested(depth)), 'none');
    assert.equal(codeOf(nested(depth + 1)), 'xml_limit');
    assert.equal(codeOf(nested(140_000)), 'xml_limit');
    assert.equal(codeOf(`<a>${'<b/>'.repeat(elements - 1)}</a>`), 'none');
    assert.equal(codeOf(`<a>${'<b/>'.repeat(elements)}</a>`), 'xml_limit');
    const attributes = (count: number): string =>
      `<a ${Array.from({ length: count }, (_, at) => `x${String(at)}=""`).join(' ')}/>`;
    assert.equal(codeOf(attributes(attributesOfOneElement)), 'none');
    assert.equal(codeOf(attributes(attributesOfOneElement + 1)), 'xml_limit');
    assert.equal(codeOf(attributes(100_000)), 'xml_limit');
    assert.equal(codeOf(`<a x="${'y'.repeat(attributeCharacters)}"/>`), 'none');
    assert.equal(codeOf(`<a x="${'y'.repeat(attributeCharacters + 1)}"/>`), 'xml_limit');
    assert.equal(codeOf(`<a x="${'y'.repeat(10_000_000)}"/>`), 'xml_limit');
    assert.equal(codeOf('<a/>', { ...nuspecXmlLimits, bytes: 3 }), 'xml_limit');
  });

  it('B4: reads UTF-8 and UTF-16 by their byte order marks', () => {
    const text = '<a>é😀</a>';
    for (const bytes of [bytesOf(text), Buffer.concat([bom, bytesOf(text)]), utf16le(text), utf16be(text)]) {
      assert.equal(rootOf(bytes).text, 'é😀');
    }
    assert.equal(rootOf(utf16le(`<?xml version="1.0" encoding="utf-16"?>${text}`)).text, 'é😀');
    assert.equal(rootOf(utf16be(`<?xml version="1.0" encoding="UTF-16"?>${text}`)).text, 'é😀');
  });

  it('B4: reads other declared encodings only where every byte is ASCII', () => {
    assert.equal(codeOf('<?xml version="1.0" encoding="iso-8859-1"?><a>plain</a>'), 'none');
    assert.equal(
      codeOf(Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>', 'latin1')),
      'xml_encoding',
    );
    assert.equal(codeOf('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'), 'xml_encoding');
    for (const encoding of ['utf-7', 'utf-16', 'ebcdic-cp-us', 'utf-32', 'shift_jis']) {
      assert.equal(codeOf(`<?xml version="1.0" encoding="${encoding}"?><a/>`), 'xml_encoding', encoding);
    }
    assert.equal(codeOf(utf16le('<?xml version="1.0" encoding="utf-8"?><a/>')), 'xml_encoding');
  });

  it('B4: refuses invalid bytes, lone surrogates and NUL', () => {
    assert.equal(codeOf(Uint8Array.of(0x3c, 0x61, 0x3e, 0xc0, 0x80, 0x3c, 0x2f, 0x61, 0x3e)), 'xml_encoding');
    assert.equal(codeOf(utf16le('<a>\ud800</a>')), 'xml_encoding');
    assert.equal(codeOf('<a>\0</a>'), 'xml_invalid');
    assert.equal(codeOf('<a>&#0;</a>'), 'xml_invalid');
    assert.equal(codeOf('<a>&#xD800;</a>'), 'xml_invalid');
    assert.equal(codeOf(Buffer.from('<a/>', 'utf16le')), 'xml_invalid');
  });

  it('B5: ignores processing instructions and XInclude', () => {
    const root = rootOf(
      '<?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?><a><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><?php x?></a>',
    );
    assert.equal(root.text, '');
  });

  it('refuses what is not well-formed, with the place', () => {
    const bad = ['', '<a>', '<a></b>', '<a x=1/>', '<a x="1" x="2"/>', '<p:a/>', 'text', '<a/><b/>', '<a>&amp</a>'];
    for (const text of bad) assert.equal(codeOf(text), 'xml_invalid', text);
    assert.equal(codeOf('<?xml version="1.1"?><a/>'), 'xml_invalid');
    const reading = parseXml(bytesOf('<a>\n</b>'), nuspecXmlLimits);
    assert.ok('fault' in reading);
    assert.match(reading.fault.detail, /\(2:\d+: .*\): correct it\.$/);
  });
});
