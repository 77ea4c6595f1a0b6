import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventKinds } from '../../log/event-kinds.ts';
import { mailPlan, noticesOf } from './mail-plan.ts';
import { templates } from './templates.ts';

const notices = Object.values(mailPlan).flat();

describe('the plan of mails', () => {
  it('says of every kind of event who is told, and of no other', () => {
    assert.deepEqual(Object.keys(mailPlan).sort(), [...eventKinds].sort());
  });

  it('knows nothing of kinds that a newer Lode wrote, or of names that every object has', () => {
    for (const kind of ['something_new', 'constructor', '__proto__']) {
      assert.deepEqual(noticesOf({ kind, data: {} }), []);
    }
  });

  it('uses every template', () => {
    const used = new Set<string>(notices.map(({ template }) => template));
    assert.deepEqual([...used].sort(), Object.keys(templates).sort());
  });

  it('gathers only what can be told of many', () => {
    const alone = notices.filter(({ isFolded, template }) => isFolded && templates[template].many === undefined);
    assert.deepEqual(alone, []);
  });

  it('lets nobody turn off what tells of danger to an account', () => {
    const mutable = new Set<string>(notices.filter(({ topic }) => topic !== undefined).map(({ template }) => template));
    const security = [
      'address-changed',
      'password-changed',
      'new-sign-in',
      'sign-in-refused',
      'second-factor-added',
      'second-factor-removed',
      'second-factor-refused',
      'passkey-refused',
      'recovery-code-used',
      'identity-linked',
      'identity-unlinked',
      'key-created',
      'key-regenerated',
      'key-leaked',
      'key-must-rotate',
      'you-left',
      'you-no-longer-own',
      'account-locked',
      'account-deleted',
      'version-state-changed',
      'registration-locked',
    ];
    assert.deepEqual(
      security.filter((template) => mutable.has(template) || !Object.hasOwn(templates, template)),
      [],
    );
  });

  it('tells where a request came from only to the one whose account it is about', () => {
    const told = notices.filter(({ tellsOrigin }) => tellsOrigin);
    assert.deepEqual(new Set(told.map(({ to }) => to)), new Set(['account', 'address before', 'key holders']));
  });
});
