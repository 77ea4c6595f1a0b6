import { encodeQR } from 'qr';

/** Modules of white around the code, without which a camera does not find it. */
const QUIET_ZONE = 4;

/** A text as a QR code, drawn here: no picture is asked of anybody. Black on white in every theme, as cameras want it. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = encodeQR(text, 'raw', { border: QUIET_ZONE, ecc: 'medium' });
  const size = rows.length;
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width="220"
      height="220"
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(rows)} fill="#000" />
    </svg>
  );
}

/** One rectangle for each run of black modules. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      const begin = x;
      while (row[x + 1] === true) x += 1;
      const length = x - begin + 1;
      runs.push(`M${begin} ${y}h${length}v1h-${length}z`);
    }
  }
  return runs.join('');
}
