// What went wrong first in one history, and the history's words. Knows nothing of what is checked.

/**
 * The invariants of src/sync/SPEC.md by number, and 0 for what no history may do: throw where nobody catches.
 */
export type Rule = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export interface Violation {
  readonly rule: Rule;
  readonly what: string;
  readonly atMs: number;
}

export interface Verdict {
  /** The first one counts; it ends the history. */
  fail(rule: Rule, what: string): void;
  violation(): Violation | null;
  /** Something happened; kept only when somebody wants to read it. */
  note(who: string, what: string): void;
  lines(): readonly string[];
}

export interface VerdictOptions {
  readonly now: () => number;
  readonly isVerbose: boolean;
  readonly onFailure: () => void;
}

export function createVerdict({ now, isVerbose, onFailure }: VerdictOptions): Verdict {
  const lines: string[] = [];
  let violation: Violation | null = null;
  const note = (who: string, what: string) => {
    if (isVerbose) lines.push(`${(now() / 1000).toFixed(3).padStart(10)}  ${who.padEnd(8)} ${what}`);
  };

  return {
    fail: (rule, what) => {
      if (violation) return;
      violation = { rule, what, atMs: now() };
      note("CHECK", `invariant ${rule} is violated: ${what}`);
      onFailure();
    },
    violation: () => violation,
    note,
    lines: () => lines,
  };
}
