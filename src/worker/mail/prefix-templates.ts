/** Mails about reserved prefixes: who asked for one, and what was decided. */
import { circumstances, type MailTemplate, type Telling } from './mail-template.ts';
import { facts, packageText, paragraph, quoted, words, type MailBlock, type MailContent } from './mail-content.ts';

function prefixOf({ data }: Telling): string {
  return packageText(data.text('prefix') ?? '');
}

function ownerOf({ happening }: Telling): string {
  return words(happening.account?.name ?? 'your account');
}

function prefixesLink({ links }: Telling): MailContent['link'] {
  return { label: 'Look at your prefixes', url: links.to('prefixes') };
}

const ends: Readonly<Record<string, string>> = {
  granted: 'was granted',
  refused: 'was refused',
  withdrawn: 'was withdrawn',
};

function endOf({ data }: Telling): string {
  return ends[data.text('how') ?? ''] ?? 'has ended';
}

function answerOf({ data }: Telling): MailBlock[] {
  const answer = data.text('answer');
  return answer === undefined || answer === '' ? [] : [facts(['Answer', quoted(answer, 1_000)])];
}

export const prefixTemplates = {
  'prefix-requested': {
    one: (telling) => ({
      subject: `Your request for the prefix ${prefixOf(telling)}`,
      blocks: [
        paragraph(
          `An administrator of this gallery decides whether new ids that match ${prefixOf(telling)} are reserved for ${ownerOf(telling)}.`,
        ),
        circumstances(telling),
      ],
      link: prefixesLink(telling),
    }),
  },
  'prefix-request-ended': {
    one: (telling) => ({
      subject: `The request for ${prefixOf(telling)} ${endOf(telling)}`,
      blocks: [
        paragraph(`The request of ${ownerOf(telling)} for the prefix ${prefixOf(telling)} ${endOf(telling)}.`),
        ...answerOf(telling),
        circumstances(telling),
      ],
      link: prefixesLink(telling),
    }),
  },
} as const satisfies Record<string, MailTemplate>;
