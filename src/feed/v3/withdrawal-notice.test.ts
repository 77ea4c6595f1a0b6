import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { warningHeaders, withdrawalNotice } from './withdrawal-notice.ts';

const day = MICROSECONDS_PER_DAY;

function version(normalizedVersion: string, withdrawnAt: number) {
  return { displayId: 'Acme.Tools', normalizedVersion, withdrawnAt };
}

describe('withdrawalNotice', () => {
  it('names five versions and counts the rest', () => {
    const many = Array.from({ length: 8 }, (_, i) => version(`1.${i}.0`, 0));
    const sentence = withdrawalNotice(many, day)?.sentence ?? '';
    assert.ok(sentence.startsWith('Acme.Tools 1.0.0, 1.1.0, 1.2.0, 1.3.0, 1.4.0 and 3 more were withdrawn'), sentence);
  });

  it('holds until the first of them is 90 days old', () => {
    const notice = withdrawalNotice([version('1.0.0', 5 * day), version('2.0.0', 3 * day)], 10 * day);
    assert.equal(notice?.expiresAt, 93 * day);
    const later = withdrawalNotice([version('1.0.0', 5 * day), version('2.0.0', 3 * day)], 93 * day);
    assert.ok(later?.sentence.startsWith('Acme.Tools 1.0.0 was'));
    assert.equal(withdrawalNotice([version('1.0.0', 5 * day)], 95 * day), undefined);
    assert.equal(withdrawalNotice([], 0), undefined);
  });
});

describe('warningHeaders', () => {
  it('lets nothing in that could end a header', () => {
    assert.deepEqual(warningHeaders('Größe 1.0\r\nSet-Cookie: x'), { 'x-nuget-warning': 'Gro?e 1.0 Set-Cookie: x' });
  });
});
