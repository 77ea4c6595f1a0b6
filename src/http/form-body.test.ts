import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Problem, type ProblemCode } from '../base/problem.ts';
import { MAX_FORM_BYTES, MAX_FORM_FIELDS, parseForm, readForm } from './form-body.ts';

const FORM = 'application/x-www-form-urlencoded';

function sent(body: string, headers: Record<string, string> = {}) {
  const all: Record<string, string> = { 'content-type': FORM, ...headers };
  const bytes = Buffer.from(body, 'latin1');
  return {
    header: (name: string) => all[name],
    body: (async function* () {
      for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
    })(),
  };
}

function refuses(body: string, code: ProblemCode, headers: Record<string, string> = {}): Promise<void> {
  return assert.rejects(readForm(sent(body, headers)), (error) => error instanceof Problem && error.code === code);
}

describe('a form', () => {
  it('is read as a browser sends it', async () => {
    const form = await readForm(
      sent('name=Acme+Http&scope=push&scope=un%6Cist&empty=&flag&line=a%0D%0Ab&%C3%A4=%E2%82%AC%26'),
    );
    assert.equal(form.text('name'), 'Acme Http');
    assert.deepEqual(form.all('scope'), ['push', 'unlist']);
    assert.equal(form.text('scope'), 'push');
    assert.equal(form.text('empty'), '');
    assert.equal(form.has('empty'), true);
    assert.equal(form.has('flag'), true);
    assert.equal(form.text('line'), 'a\nb');
    assert.equal(form.text('ä'), '€&');
    assert.equal(form.has('other'), false);
    assert.equal(form.text('other'), '');
    assert.deepEqual(form.all('other'), []);
  });

  it('gives back whatever was typed', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !/[\0\r]/.test(each) && each.isWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const form = parseForm(new URLSearchParams(pairs).toString());
        for (const [name] of pairs) {
          const values = pairs.filter(([each]) => each === name).map(([, value]) => value);
          assert.deepEqual(form.all(name), values);
        }
      }),
    );
  });

  it('knows no names that objects have by themselves', () => {
    assert.equal(parseForm('a=1').has('__proto__'), false);
    assert.equal(parseForm('__proto__=1').text('__proto__'), '1');
    assert.equal(parseForm('').has('constructor'), false);
  });

  it('may name its character set', async () => {
    assert.equal((await readForm(sent('a=1', { 'content-type': `${FORM}; charset=UTF-8` }))).text('a'), '1');
  });

  it('is nothing else', async () => {
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', '']) {
      await refuses('a=1', 'bad_request', { 'content-type': type });
    }
  });

  it('is UTF-8 without NUL: what no database keeps is refused here', async () => {
    for (const body of [
      'a=%00',
      'a=\0',
      '%00=a',
      'a=%FF',
      'a=\xFF',
      'a=%C3',
      'a=%ED%A0%80',
      'a=%C0%80',
      'a=%zz',
      'a=%4',
      'a=%',
    ]) {
      await refuses(body, 'bad_request');
    }
  });

  it('has a limit in bytes, whether it says its length or not', async () => {
    const most = `a=${'x'.repeat(MAX_FORM_BYTES - 2)}`;
    assert.equal((await readForm(sent(most))).text('a').length, MAX_FORM_BYTES - 2);
    await refuses(`${most}x`, 'too_large');
    await refuses('a=1', 'too_large', { 'content-length': String(MAX_FORM_BYTES + 1) });
  });

  it('has a limit in fields', async () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&');
    assert.equal((await readForm(sent(fields(MAX_FORM_FIELDS)))).has(`f${MAX_FORM_FIELDS - 1}`), true);
    await refuses(fields(MAX_FORM_FIELDS + 1), 'too_large');
  });
});
