/** How well two colours can be told apart, as WCAG 2 counts it, for colours written as `oklch(…)`. */

export interface Colour {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** `oklch(50% 0.125 50)`; throws on anything else. */
export function parseOklch(text: string): Colour {
  const match = /^oklch\(\s*([\d.]+)%\s+([\d.]+)\s+([\d.]+)\s*\)$/.exec(text.trim());
  if (match === null) throw new Error(`not a colour in OKLCH: ${text}`);
  return { lightness: Number(match[1]) / 100, chroma: Number(match[2]), hue: Number(match[3]) };
}

/** From 1, the same, to 21, black on white. */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Björn Ottosson's matrices from OKLab to linear sRGB; what a screen cannot show is cut. */
function luminance({ lightness, chroma, hue }: Colour): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  const red = cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
