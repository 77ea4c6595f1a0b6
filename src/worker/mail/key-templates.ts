/** Mails about API keys. The log knows their names and never their texts. */
import { authorOf, circumstances, type MailTemplate, type Telling } from './mail-template.ts';
import {
  countText,
  dayText,
  facts,
  list,
  momentText,
  paragraph,
  quoted,
  words,
  type MailContent,
} from './mail-content.ts';
import type { EventWords } from './event-words.ts';

function keyOf({ happening, data }: Telling): string {
  return quoted(happening.key?.name ?? data.text('name') ?? '');
}

/** "The API key “CI”", with the organization that it acts for where that matters to the reader. */
function theKey(telling: Telling): string {
  const { key } = telling.happening;
  if (key?.owner.kind !== 'organization') return `The API key ${keyOf(telling)}`;
  return key.isOwn
    ? `The API key ${keyOf(telling)} of ${words(key.owner.name)}`
    : `The API key ${keyOf(telling)} for ${words(key.owner.name)}`;
}

function keysLink({ happening, links }: Telling): MailContent['link'] {
  const { key } = happening;
  return key?.isOwn === true && key.owner.kind === 'organization'
    ? { label: `Look at the API keys of ${words(key.owner.name)}`, url: links.to('apiKeys') }
    : { label: 'Look at your API keys', url: links.to('apiKeys') };
}

/** What a key may do, as its page says it. */
function reachOf({ data }: Telling) {
  const scopes = data.texts('scopes');
  const packages = data.texts('packages');
  return facts(
    ['Scopes', scopes.length === 0 ? undefined : scopes.map((scope) => words(scope)).join(', ')],
    [
      'Packages',
      packages.length === 0
        ? undefined
        : packages
            .map((glob) => quoted(glob))
            .slice(0, 20)
            .join(', '),
    ],
  );
}

function keyNotice(wish: {
  readonly subject: string;
  readonly many: string;
  readonly said: (telling: Telling) => string;
  readonly advice?: string;
  readonly tellsReach?: true;
}): MailTemplate {
  return {
    one: (telling) => ({
      subject: `${wish.subject}: ${keyOf(telling)}`,
      blocks: [
        paragraph(`${wish.said(telling)}.`),
        ...(wish.tellsReach === true ? [reachOf(telling)] : []),
        circumstances(telling),
        ...(wish.advice === undefined ? [] : [paragraph(wish.advice)]),
      ],
      link: keysLink(telling),
    }),
    many: {
      subject: (count) => `${countText(count, 'API key')} ${wish.many}`,
      line: (telling) => `${wish.said(telling)} (${authorOf(telling.happening)})`,
      link: keysLink,
    },
  };
}

const IF_NOT_YOU = 'If nobody you know did that, revoke the key and set a new password.';

const revocations: Readonly<Record<string, string>> = {
  left: 'since the person it belongs to left the organization',
  rotated: 'since its text was not replaced in time after somebody who had seen it left',
  account: 'since the account it belongs to is locked or gone',
};

function whyRevoked({ data }: Telling): string {
  const why = revocations[data.text('reason') ?? ''];
  return why === undefined ? '' : `, ${why}`;
}

export const keyTemplates = {
  'key-created': keyNotice({
    subject: 'An API key was created',
    many: 'were created',
    said: (telling) => `${theKey(telling)} was created${daysText(telling)}`,
    advice: IF_NOT_YOU,
    tellsReach: true,
  }),
  'key-changed': keyNotice({
    subject: 'An API key was changed',
    many: 'were changed',
    said: (telling) =>
      `${theKey(telling)} was changed: ${telling.data
        .texts('changed')
        .map((member) => words(member))
        .join(', ')}`,
    tellsReach: true,
  }),
  'key-regenerated': keyNotice({
    subject: 'An API key has a new text',
    many: 'have new texts',
    said: (telling) => `${theKey(telling)} has a new text${daysText(telling)}, and the old one is worth nothing`,
    advice: IF_NOT_YOU,
  }),
  'key-revoked': keyNotice({
    subject: 'An API key was revoked',
    many: 'were revoked',
    said: (telling) => `${theKey(telling)} can no longer be used${whyRevoked(telling)}`,
  }),
  'key-must-rotate': keyNotice({
    subject: 'An API key needs a new text',
    many: 'need new texts',
    said: (telling) =>
      `${leaverOf(telling)}, who has seen the text of ${theKey(telling).replace(/^The/, 'the')}, has left: regenerate it before ${momentText(telling.data.number('before') ?? 0)}, or it stops working`,
  }),
  'key-leaked': {
    one: (telling) => ({
      subject: `An API key was found by others and is revoked: ${keyOf(telling)}`,
      blocks: [
        paragraph(
          `${theKey(telling)} was shown to this gallery by somebody who had found it, and is revoked: whoever else has it can do nothing with it any more.`,
        ),
        facts(['When', momentText(telling.happening.at)], ['Found at', foundAt(telling)]),
        paragraph(
          'Look at what was done with it, remove it from where it was found, and create another key. It may have been used by others before.',
        ),
      ],
      link: keysLink(telling),
    }),
  },
  'keys-expiring': {
    one: (telling) => ({
      subject: endingSubject(telling),
      blocks: [
        paragraph('What uses these keys stops working when they end. Regenerate them in time, or let them end.'),
        list(telling.data.list('keys').map((key) => endingLine(key, telling.happening.at))),
      ],
      link: { label: 'Look at the API keys', url: telling.links.to('apiKeys') },
    }),
  },
} as const satisfies Record<string, MailTemplate>;

function leaverOf({ happening }: Telling): string {
  const { person } = happening.others;
  return person === undefined ? 'Somebody' : words(person.name);
}

function daysText({ data }: Telling): string {
  const days = data.number('days');
  return days === undefined ? '' : `, for ${countText(days, 'day')}`;
}

function foundAt({ data }: Telling): string | undefined {
  const where = data.text('where');
  return where === undefined ? undefined : quoted(where, 500);
}

function endingSubject({ data, happening }: Telling): string {
  const keys = data.list('keys');
  const hasEnded = (key: EventWords) => (key.number('expiresAt') ?? 0) <= happening.at;
  const ended = keys.filter(hasEnded).length;
  if (ended === 0) return `${countText(keys.length, 'API key ends', 'API keys end')} soon`;
  if (ended === keys.length) return countText(ended, 'API key has ended', 'API keys have ended');
  return `${countText(keys.length, 'API key')} ended or end soon`;
}

function endingLine(key: EventWords, now: number): string {
  const expiresAt = key.number('expiresAt') ?? 0;
  const verb = expiresAt <= now ? 'ended' : 'ends';
  return `${quoted(key.text('name') ?? '')} ${verb} on ${dayText(expiresAt)}`;
}
