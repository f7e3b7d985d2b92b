// `npm test`: everything, in order, and one closing line that counts. A browser is installed first where there is none.

import { findChromium } from "./chromium.ts";
import { createTally, succeeds } from "./tally.ts";

const tally = createTally();
if (!ensureBrowser())
  tally.fail("No Chromium or Chrome was found, and none could be installed: set CHROMIUM_PATH to one.");
tally.step("npm", ["run", "--silent", "check"]);
tally.step("npm", ["run", "--silent", "build:npm"]);
tally.step("npm", ["run", "--silent", "build:demo"]); // the script tag's files too
if (tally.failed() === 0) tally.runTests(process.argv.slice(2));
tally.close();

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
