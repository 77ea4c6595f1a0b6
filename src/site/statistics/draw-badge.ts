/**
 * Badges for readmes: SVG, so they are sharp everywhere and cost no picture library.
 *
 * Nobody knows which font a reader has, so the width is computed for one of a usual width and each text is told to fill
 * exactly that: nothing ever runs over its ground.
 */

export interface BadgeTexts {
  readonly label: string;
  readonly value: string;
  readonly kind: 'version' | 'preview' | 'downloads' | 'unknown';
}

const HEIGHT = 20;
const PADDING = 7;
const MOST_CHARACTERS = 60;
/** White reads on each of them, at 4.5 to 1 and more. */
const LABEL_GROUND = '#4a4642';
const grounds = { version: '#9a4a12', preview: '#8a5a00', downloads: '#2a5fa8', unknown: '#6b6661' } as const;

/** Widths in Verdana at 11 pixels, by what characters look like; wide scripts count as wide. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return Math.round(width * 10) / 10;
}

function characterWidth(character: string): number {
  if ("iljI.,:;|!'` ".includes(character)) return 4;
  if ('frt()[]/\\-"'.includes(character)) return 5;
  if ('mwMW@%'.includes(character)) return 10;
  if (/[A-Z]/.test(character)) return 7.8;
  return /[ -~]/.test(character) ? 6.9 : 11;
}

export function drawBadge({ label, value, kind }: BadgeTexts): string {
  const [left, right] = [shortened(label), shortened(value)];
  const [leftWidth, rightWidth] = [widthOf(left), widthOf(right)];
  const split = leftWidth + 2 * PADDING;
  const width = Math.round((split + rightWidth + 2 * PADDING) * 10) / 10;
  const title = escapeXml(`${left}: ${right}`);
  const text = (x: number, length: number, content: string) =>
    `<text x="${round(x)}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${width}" height="${HEIGHT}" fill="${LABEL_GROUND}"/>`,
    `<rect x="${round(split)}" width="${round(width - split)}" height="${HEIGHT}" fill="${grounds[kind]}"/></g>`,
    '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    text(PADDING, leftWidth, left),
    text(split + PADDING, rightWidth, right),
    '</g></svg>',
  ].join('');
}

/** Whole characters; what changes the direction of a text, and what no XML may hold, is left out. */
function shortened(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\uFFFE\uFFFF]/gu, '');
  const characters = Array.from(plain);
  return characters.length <= MOST_CHARACTERS ? plain : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

const round = (value: number): number => Math.round(value * 10) / 10;
