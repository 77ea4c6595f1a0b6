import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { basicPassword } from './basic-password.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('basicPassword', () => {
  it('gives what stands behind the first colon, whatever the name', () => {
    assert.equal(basicPassword(basic('olga:secret')), 'secret');
    assert.equal(basicPassword(basic(':secret')), 'secret');
    assert.equal(basicPassword(basic('a:b:c')), 'b:c');
    assert.equal(basicPassword(basic('olga:')), '');
    assert.equal(basicPassword(basic('ольга:секрет').replace('Basic', 'bAsIc  ')), 'секрет');
  });

  it('gives nothing for anything else', () => {
    const others = [
      '',
      'Basic',
      'Basic ',
      'Bearer abc',
      'Basic a b',
      'Basic =',
      'Basic {}',
      'Negotiate YII=',
      basic('a'),
    ];
    for (const header of [...others, basic(`a:${'x'.repeat(2_000)}`)])
      assert.equal(basicPassword(header), undefined, header.slice(0, 40));
  });
});
