import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from 'preact-render-to-string';
import { decodeQR } from 'qr/decode.js';
import { QrCode } from './qr-code.tsx';

const PIXELS = 4;

/** What a camera would see of the drawing, read from its own SVG. */
function picture(svg: string) {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]) * PIXELS;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = Number(y) * PIXELS; row < (Number(y) + 1) * PIXELS; row += 1) {
      for (let column = Number(x) * PIXELS; column < (Number(x) + Number(width)) * PIXELS; column += 1) {
        data.set([0, 0, 0], (row * size + column) * 4);
      }
    }
  }
  return { width: size, height: size, data };
}

describe('a QR code', () => {
  for (const text of [
    'otpauth://totp/Lode:olga?issuer=Lode&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
    `otpauth://totp/${'x'.repeat(64)}:${'y'.repeat(64)}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ`,
  ]) {
    it(`of ${text.length} characters is read as them`, () => {
      const svg = render(<QrCode text={text} label="QR code" />);
      assert.equal(decodeQR(picture(svg)), text);
    });
  }

  it('has a name, and no style that the policy of pages forbids', () => {
    const svg = render(<QrCode text="x" label='A "code"' />);
    assert.match(svg, /role="img"/);
    assert.match(svg, /aria-label="A &quot;code&quot;"/);
    assert.doesNotMatch(svg, /style|script|xlink/);
  });
});
