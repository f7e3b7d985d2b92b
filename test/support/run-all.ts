// `npm test`: everything, in order, and one closing line that counts. A browser is installed first where there is none.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./chromium.ts";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

let passed = 0;
let failed = 0;

if (!ensureBrowser()) {
  console.error("No Chromium or Chrome was found, and none could be installed: set CHROMIUM_PATH to one.");
  failed += 1;
}
step("npm", ["run", "--silent", "check"]);
step("npm", ["run", "--silent", "build:npm"]);
step("npm", ["run", "--silent", "build:demo"]); // the script tag's files too
if (failed === 0) runTests(process.argv.slice(2));

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function step(command: string, args: readonly string[]): void {
  if (succeeds(command, args)) passed += 1;
  else failed += 1;
}

function runTests(args: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "ajar-test-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const isFine = succeeds("vitest", ["run", ...reporters, ...args]);
  const report = readReport(file);
  rmSync(folder, { recursive: true, force: true });
  passed += report?.numPassedTests ?? 0;
  failed += report?.numFailedTests ?? 0;
  // A file that does not load holds no test that could fail.
  failed +=
    report?.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length ?? 0;
  if (!isFine && failed === 0) failed += 1;
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch (error) {
    console.error("The tests left no report:", error);
    return null;
  }
}

function ensureBrowser(): boolean {
  if (findChromium() !== null) return true;
  const isRootOnDebian = process.getuid?.() === 0 && succeeds("which", ["apt-get"]);
  if (isRootOnDebian && succeeds("apt-get", ["update", "-qq"]))
    succeeds("apt-get", [
      "install",
      "-y",
      "-qq",
      "--no-install-recommends",
      "chromium",
      "chromium-headless-shell",
    ]);
  if (findChromium() === null) succeeds("playwright", ["install", "chromium"]);
  return findChromium() !== null;
}

function succeeds(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  return status === 0;
}
