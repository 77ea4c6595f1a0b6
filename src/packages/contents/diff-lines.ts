/**
 * What changed between two texts, line by line: Myers' shortest script of edits, the one that people know from git.
 *
 * Its time is the number of lines times the number of edits, so both have limits: beyond them there is no answer, and
 * whoever asked says that the texts differ too much to be shown beside each other.
 */

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Of either text. */
export const MAX_DIFF_LINES = 5_000;
export const MAX_DIFF_EDITS = 800;

/** Undefined when the texts have too many lines, or too few in common. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] | undefined {
  if (before.length > MAX_DIFF_LINES || after.length > MAX_DIFF_LINES) return undefined;
  const trace = findPaths(before, after);
  return trace === undefined ? undefined : walkBack(before, after, trace);
}

/** Of each number of edits, how far in `before` each diagonal has come. */
type Trace = readonly Int32Array[];

function findPaths(before: readonly string[], after: readonly string[]): Trace | undefined {
  const most = Math.min(MAX_DIFF_EDITS, before.length + after.length);
  const middle = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    // Only the diagonals that this round reads: memory grows with the square of the edits, not with the lines.
    trace.push(reach.slice(middle - edits - 1, middle + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const x = follow(before, after, nextStart(reach, middle + diagonal, diagonal, edits), diagonal);
      reach[middle + diagonal] = x;
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
  }
  return undefined;
}

function nextStart(reach: Int32Array, at: number, diagonal: number, edits: number): number {
  return isFromAbove(reach, at, diagonal, edits) ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1;
}

/** Whether the way leads down from the diagonal above, which adds a line, or right from the one below, which removes one. */
function isFromAbove(reach: Int32Array, at: number, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && (reach[at - 1] ?? 0) < (reach[at + 1] ?? 0));
}

/** Along equal lines as far as they go. */
function follow(before: readonly string[], after: readonly string[], start: number, diagonal: number): number {
  let x = start;
  while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
  return x;
}

function walkBack(before: readonly string[], after: readonly string[], trace: Trace): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  const same = (until: number) => {
    while (x > until) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: before[x] ?? '' });
    }
  };
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const reach = trace[edits] ?? new Int32Array();
    const diagonal = x - y;
    const start = nextStart(reach, edits + 1 + diagonal, diagonal, edits);
    same(start);
    if (isFromAbove(reach, edits + 1 + diagonal, diagonal, edits)) {
      y -= 1;
      lines.push({ kind: 'added', text: after[y] ?? '' });
    } else {
      x -= 1;
      lines.push({ kind: 'removed', text: before[x] ?? '' });
    }
  }
  same(0);
  return lines.toReversed();
}

export interface DiffHunk {
  /** Number of its first line in either text, from 1. */
  readonly beforeLine: number;
  readonly afterLine: number;
  readonly lines: readonly DiffLine[];
}

const CONTEXT_LINES = 3;

/** The changes with a few lines around each; what is the same for longer is left out. */
export function hunksOf(lines: readonly DiffLine[]): DiffHunk[] {
  const near = nearChanges(lines);
  const hunks: { beforeLine: number; afterLine: number; lines: DiffLine[] }[] = [];
  let beforeLine = 1;
  let afterLine = 1;
  for (const [at, line] of lines.entries()) {
    if (near[at] === 1) {
      if (near[at - 1] !== 1) hunks.push({ beforeLine, afterLine, lines: [] });
      hunks.at(-1)?.lines.push(line);
    }
    if (line.kind !== 'added') beforeLine += 1;
    if (line.kind !== 'removed') afterLine += 1;
  }
  return hunks;
}

function nearChanges(lines: readonly DiffLine[]): Uint8Array {
  const near = new Uint8Array(lines.length);
  for (const [at, line] of lines.entries()) {
    if (line.kind !== 'same') near.fill(1, Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1);
  }
  return near;
}
