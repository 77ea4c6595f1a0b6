/** The picture that chats and networks show beside a link to a package: 1,200 × 630, as they all want it. */
import { Canvas, type Colour } from './canvas.ts';
import { readFont, type Font } from './glyphs.ts';
import { drawable, isReadable, linesOf, widthOf } from './set-text.ts';

export interface PictureTexts {
  readonly galleryName: string;
  readonly host: string;
  readonly id: string;
  readonly version: string;
  readonly description: string;
}

export const PICTURE = { width: 1_200, height: 630 } as const;

const MARGIN = 80;
const PAPER: Colour = [252, 250, 247];
const INKS: readonly Colour[] = [
  [36, 32, 29],
  [98, 92, 86],
  [148, 70, 18],
];
const [INK, MUTED, COPPER] = [0, 1, 2];
/** The largest in which an id has the lines that go with it. */
const ID_SIZES = [
  { size: 88, lines: 1 },
  { size: 72, lines: 2 },
  { size: 56, lines: 3 },
] as const;
const WIDTH = PICTURE.width - 2 * MARGIN;
const MOST_ID = 100;
const MOST_DESCRIPTION = 400;

let fonts: { readonly bold: Font; readonly regular: Font } | undefined;

/** A PNG. Takes a few milliseconds, whatever the texts are. */
export async function drawPackage(texts: PictureTexts): Promise<Buffer> {
  fonts ??= { bold: readFont('bold'), regular: readFont('regular') };
  const canvas = new Canvas(PICTURE, PAPER, INKS);
  canvas.bar({ x: 0, y: 0, width: PICTURE.width, height: 12 }, COPPER);
  drawMark(canvas, fonts.bold, texts.galleryName);
  const bottom = drawId(canvas, fonts, texts);
  drawDescription(canvas, fonts.regular, texts.description, bottom);
  const host = drawable(fonts.regular, texts.host, 60);
  canvas.text(host, { x: MARGIN, y: 566, font: fonts.regular, size: 28, ink: MUTED });
  return canvas.png();
}

function drawMark(canvas: Canvas, font: Font, name: string): void {
  canvas.diamond({ x: MARGIN - 2, y: 62, size: 52 }, COPPER, 0.35);
  canvas.diamond({ x: MARGIN + 11, y: 75, size: 26 }, COPPER, 1);
  const [letters = []] = linesOf(drawable(font, name, 60), {
    font,
    size: 36,
    width: WIDTH - 70,
    lines: 1,
    breaks: / /,
  });
  canvas.text(letters, { x: MARGIN + 66, y: 101, font, size: 36, ink: INK });
}

/** Gives the base line of what was drawn last. */
function drawId(
  canvas: Canvas,
  { bold, regular }: { readonly bold: Font; readonly regular: Font },
  texts: PictureTexts,
): number {
  const letters = drawable(bold, texts.id, MOST_ID);
  const fit = ID_SIZES.find(({ size, lines }) => widthOf(bold, size, letters) <= WIDTH * lines * 0.85) ?? ID_SIZES[2];
  let y = 160;
  for (const line of linesOf(letters, { font: bold, width: WIDTH, breaks: /[._-]/, ...fit })) {
    y += Math.round(fit.size * 1.14);
    canvas.text(line, { x: MARGIN - 3, y, font: bold, size: fit.size, ink: INK });
  }
  const [version = []] = linesOf(drawable(regular, texts.version, MOST_ID), {
    font: regular,
    size: 36,
    width: WIDTH,
    lines: 1,
    breaks: /[.-]/,
  });
  y += 58;
  canvas.text(version, { x: MARGIN, y, font: regular, size: 36, ink: COPPER });
  return y;
}

/** As many lines as there is room for; none where its letters are not ours to draw. */
function drawDescription(canvas: Canvas, font: Font, description: string, above: number): void {
  const letters = drawable(font, description, MOST_DESCRIPTION);
  const room = Math.min(3, Math.floor((514 - above - 20) / 46));
  if (room < 1 || !isReadable(letters)) return;
  let y = above + 20;
  for (const line of linesOf(letters, { font, size: 36, width: WIDTH, lines: room, breaks: /[ -]/ })) {
    y += 46;
    canvas.text(line, { x: MARGIN, y, font, size: 36, ink: MUTED });
  }
}
