import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SaxesParser } from 'saxes';
import { csvLine } from './csv.ts';
import { drawBadge } from './draw-badge.ts';

/** The texts of an SVG with their places; throws where it is no XML, or holds anything that runs. */
function textsOf(svg: string): { text: string; x: number; length: number }[] {
  const texts: { text: string; x: number; length: number }[] = [];
  const parser = new SaxesParser();
  let isText = false;
  parser.on('opentag', ({ name, attributes }) => {
    assert.ok(['svg', 'title', 'clipPath', 'rect', 'g', 'text'].includes(name), name);
    isText = name === 'text';
    if (isText) texts.push({ text: '', x: Number(attributes['x']), length: Number(attributes['textLength']) });
  });
  parser.on('text', (text) => {
    const last = texts.at(-1);
    if (isText && last !== undefined) last.text += text;
  });
  parser.on('closetag', () => (isText = false));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return texts;
}

describe('a badge', () => {
  it('gives each text room for itself, whatever it is', () => {
    for (const value of ['v1.0.0', 'i', 'W'.repeat(30), '漢字', '…', '']) {
      const svg = drawBadge({ label: 'Lode', value, kind: 'version' });
      const [label, right] = textsOf(svg);
      const width = Number(/width="([\d.]+)"/.exec(svg)?.[1]);
      assert.ok(label !== undefined && right !== undefined);
      assert.ok(label.x + label.length < right.x, value);
      assert.ok(right.x + right.length < width, value);
    }
  });

  it('shows hostile texts as they are, cut, and nothing that changes their direction', () => {
    const evil = `"><script>alert('1')</script>&amp;]]>\u202E\u0000\uD800`;
    const [, shown] = textsOf(drawBadge({ label: evil, value: evil, kind: 'unknown' }));
    assert.equal(shown?.text, `"><script>alert('1')</script>&amp;]]>\uFFFD`);
    const [, long] = textsOf(drawBadge({ label: '', value: '😀'.repeat(1_000), kind: 'unknown' }));
    assert.equal(long?.text, `${'😀'.repeat(59)}…`);
  });
});

describe('a line of CSV', () => {
  it('is never a formula', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '|cmd', '%0A']) {
      assert.equal(csvLine([evil]), `'${evil}\r\n`);
    }
    assert.equal(csvLine(['=HYPERLINK("x","y")', 7]), `"'=HYPERLINK(""x"",""y"")",7\r\n`);
    assert.equal(csvLine(['a,b', 'c\r\nd', '1.0.0-beta']), '"a,b","c\r\nd",1.0.0-beta\r\n');
  });
});
