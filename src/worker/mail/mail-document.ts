/** A mail as a whole: what it says, framed by the greeting, the reason why it comes, and what can be done about that. */
import {
  countText,
  list,
  momentText,
  oneLine,
  paragraph,
  words,
  type MailBlock,
  type MailContent,
} from './mail-content.ts';
import type { MailData } from './mail-data.ts';
import type { MailLinks } from './mail-links.ts';
import { tellingOf, type MailOrigin, type MailTemplate, type Telling } from './mail-template.ts';

export interface MailDocument {
  readonly subject: string;
  readonly greeting: string;
  readonly blocks: readonly MailBlock[];
  readonly link: MailContent['link'];
  readonly after: readonly string[];
  /** Why it comes. */
  readonly why: string;
  readonly settings: { readonly label: string; readonly url: string } | undefined;
  readonly support: string | undefined;
  readonly gallery: { readonly name: string; readonly url: string };
}

export interface MailHouse {
  /** What the gallery is called. */
  readonly name: string;
  readonly support: string | undefined;
  readonly links: MailLinks;
}

const MAX_SUBJECT_LENGTH = 150;

/** `origin` is where the request came from, for mails that say it. */
export function mailDocument(
  house: MailHouse,
  template: MailTemplate,
  data: MailData,
  origin: MailOrigin | undefined,
): MailDocument {
  const { reader } = data;
  const rest = { reader, links: house.links, gallery: house.name };
  const [first, ...more] = data.happenings.map((happening) => tellingOf(happening, { ...rest, origin }));
  if (first === undefined) throw new Error('A mail tells of nothing.');
  const { subject, blocks, link, after = [] } = contentOf(template, [first, ...more], data.count);
  return {
    subject: subjectOf(house.name, subject),
    greeting: reader.name === undefined ? 'Hello,' : `Hello ${words(reader.name)},`,
    blocks,
    link,
    after,
    why: whyText(reader, house.name),
    settings: data.canBeMuted ? settingsOf(reader, house.links) : undefined,
    support: house.support,
    gallery: { name: oneLine(house.name), url: house.links.to('home') },
  };
}

/** `[NAME] what happened`, on one line, whatever stands in it. */
function subjectOf(gallery: string, subject: string): string {
  const line = oneLine(`[${gallery}] ${subject}`);
  return line.length <= MAX_SUBJECT_LENGTH ? line : `${line.slice(0, MAX_SUBJECT_LENGTH - 1).toWellFormed()}…`;
}

function contentOf(template: MailTemplate, tellings: readonly [Telling, ...Telling[]], count: number): MailContent {
  const [first] = tellings;
  const { many } = template;
  if (count === 1 || many === undefined) return template.one(first);
  const untold = count - tellings.length;
  const lines = tellings.map((telling) => `${momentText(telling.happening.at)}: ${many.line(telling)}`);
  return {
    subject: many.subject(count, first),
    blocks: [
      paragraph(`${many.subject(count, first)}:`),
      list(untold > 0 ? [...lines, `and ${countText(untold, 'more', 'more')}`] : lines),
      ...(many.more?.(first) ?? []),
    ],
    link: many.link(first),
  };
}

type Relation = MailData['reader']['as'];

const reasons: Readonly<Record<Relation, (reader: MailData['reader']) => string>> = {
  themselves: ({ name = '' }) => `it is about your account ${words(name)}`,
  owner: () => 'you own the package',
  member: ({ through = '' }) => `you belong to the organization ${words(through)}`,
  organization: ({ name = '' }) => `this is the address of the organization ${words(name)}`,
  address: () => 'somebody there gave this address',
};

function whyText(reader: MailData['reader'], gallery: string): string {
  return oneLine(`You get this mail from ${gallery} because ${reasons[reader.as](reader)}.`);
}

/** An organization's address has settings of its own; everybody else those of their account. */
function settingsOf({ as, name }: MailData['reader'], links: MailLinks): MailDocument['settings'] {
  const label = 'Choose which mails come';
  const page = as === 'organization' && name !== undefined ? links.organization(name) : links.to('account');
  return { label, url: `${page}#mail` };
}
