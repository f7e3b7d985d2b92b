// Runs commands one after the other and counts what passed and what failed: of vitest's each test, of others the command.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Tally {
  /** A command that is one thing to pass. Its output is shown. */
  step(command: string, args: readonly string[]): void;
  /** `vitest run` with these arguments. */
  runTests(args: readonly string[], env?: Readonly<Record<string, string>>): void;
  /** Something that could not even begin. */
  fail(why: string): void;
  readonly failed: () => number;
  /** Says the sum, and makes it this process's exit code. */
  close(): void;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

export function createTally(): Tally {
  let passed = 0;
  let failed = 0;
  let skipped = 0;

  function runTests(args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
    const folder = mkdtempSync(join(tmpdir(), "ajar-test-"));
    const file = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const isFine = succeeds("vitest", ["run", ...reporters, ...args], env);
    const report = readReport(file);
    rmSync(folder, { recursive: true, force: true });
    const failedBefore = failed;
    passed += report?.numPassedTests ?? 0;
    failed += report?.numFailedTests ?? 0;
    skipped += report?.numPendingTests ?? 0;
    // A file that does not load holds no test that could fail.
    failed +=
      report?.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length ?? 0;
    if (!isFine && failed === failedBefore) failed += 1;
  }

  return {
    step: (command, args) => {
      if (succeeds(command, args)) passed += 1;
      else failed += 1;
    },
    runTests,
    fail: (why) => {
      console.error(why);
      failed += 1;
    },
    failed: () => failed,
    close: () => {
      console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} left out` : ""}`);
      process.exitCode = failed === 0 ? 0 : 1;
    },
  };
}

export function succeeds(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): boolean {
  const shell = process.platform === "win32";
  const { status } = spawnSync(command, args, { stdio: "inherit", shell, env: { ...process.env, ...env } });
  return status === 0;
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch (error) {
    console.error("The tests left no report:", error);
    return null;
  }
}
