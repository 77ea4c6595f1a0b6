import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withStandardEnd } from './closing-delimiter.ts';

async function mend(
  body: string,
  chunkBytes: number,
  contentType = 'multipart/form-data; boundary=b0',
): Promise<string> {
  const bytes = Buffer.from(body, 'latin1');
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const parts: Uint8Array[] = [];
  for await (const part of withStandardEnd(chunks(), contentType)) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

describe('the end of a multipart body', () => {
  const start = '--b0\r\nContent-Disposition: form-data; name="package"\r\n\r\nPK bytes';

  it('gets the CR that NuGet 2.x leaves out, however the bytes arrive', async () => {
    for (const chunkBytes of [1, 7, 64, 1000]) {
      assert.equal(await mend(`${start}\n--b0--`, chunkBytes), `${start}\r\n--b0--`);
      assert.equal(await mend(`${start}\n--b0--\r\n`, chunkBytes), `${start}\r\n--b0--\r\n`);
    }
  });

  it('stays as it is where it is right, and anywhere else', async () => {
    for (const body of [`${start}\r\n--b0--\r\n`, `${start}\n--b0--\nmore than an end`, `${start}\n--b0`, 'x', '']) {
      assert.equal(await mend(body, 5), body);
    }
  });

  it('finds a quoted boundary', async () => {
    assert.equal(await mend('a\n--x y--', 3, 'multipart/form-data; charset=x; boundary="x y"'), 'a\r\n--x y--');
  });
});
