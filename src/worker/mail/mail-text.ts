import { oneLine, type MailBlock } from './mail-content.ts';
import type { MailDocument } from './mail-document.ts';

const WIDTH = 76;

/** The mail as plain text. */
export function mailText(mail: MailDocument): string {
  const { greeting, blocks, link, after, why, settings, support, gallery } = mail;
  const parts = [
    greeting,
    ...blocks.map(blockText),
    ...(link === undefined ? [] : [`${oneLine(link.label)}:\n${link.url}`]),
    ...after.map((text) => wrap(oneLine(text))),
    [
      '-- ',
      wrap(why),
      ...(settings === undefined ? [] : [`${settings.label}: ${settings.url}`]),
      ...(support === undefined ? [] : [wrap(`Questions go to ${oneLine(support)}.`)]),
      `${gallery.name}: ${gallery.url}`,
    ].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(oneLine(block.text));
    case 'facts':
      return factsText(block.facts);
    case 'list':
      return block.items.map((item) => wrap(`* ${oneLine(item)}`, '  ')).join('\n');
    default:
      return block.text
        .split('\n')
        .map((line) => wrap(`> ${oneLine(line)}`, '> '))
        .join('\n');
  }
}

function factsText(facts: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  const lines = facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${oneLine(value)}`);
  return lines.map((line) => wrap(line, ' '.repeat(width))).join('\n');
}

/** At spaces; a word that is longer than a line keeps its own. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && longer.length > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n');
}
