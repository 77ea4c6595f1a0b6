import type { Fault } from '../base/problem.ts';

/**
 * How much a mistake in a package weighs.
 *
 * `safety`: two readers could see different content, or unpacking could do harm; refused from everybody, everywhere.
 * `identity`: what the package is cannot be told; refused everywhere.
 * `rule`: breaks a rule for new packages; refuses a push and is a remark in an import.
 * `warning`: accepted, and said in `X-NuGet-Warning`.
 */
export type Severity = 'safety' | 'identity' | 'rule' | 'warning';

/** One thing found in a package. `at` is an entry's name or a nuspec element. */
export interface Finding extends Fault {
  readonly severity: Severity;
}

/** A finding; long places are cut, because the text ends in a header and in logs. */
export function finding(severity: Severity, code: string, detail: string, at?: string): Finding {
  return at === undefined ? { severity, code, detail } : { severity, code, detail, at: quotable(at) };
}

const QUOTED_CHARACTERS = 200;

/** A stranger's text as it may stand inside a sentence: one line, no controls, cut at 200 characters. */
export function quotable(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '�');
  return line.length > QUOTED_CHARACTERS ? `${line.slice(0, QUOTED_CHARACTERS)}…` : line;
}

/** At most `limit` findings of each code: ten thousand bad names are one mistake, not ten thousand lines. */
export function capFindings(findings: readonly Finding[], limit: number): Finding[] {
  const seen = new Map<string, number>();
  return findings.filter(({ code }) => {
    const count = (seen.get(code) ?? 0) + 1;
    seen.set(code, count);
    return count <= limit;
  });
}
