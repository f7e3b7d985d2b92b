// `npm run browsers`: the component tests and the end-to-end ones in Firefox and in WebKit, as far as they don't need Chromium.
// `-- firefox` and `-- webkit` run one of them; what follows goes to vitest. Installs nothing.

import { type Engine, leftOut } from "./engine.ts";
import { findFirefox } from "./firefox.ts";
import { createTally } from "./tally.ts";
import { missingForWebKit } from "./webkit.ts";

type Other = Exclude<Engine, "chromium">;

/** What is not there of what a browser takes, with what brings it on Debian. */
const missing: Readonly<Record<Other, () => string | null>> = {
  firefox: () =>
    findFirefox() === null ? "No Firefox was found: install firefox-esr, or set FIREFOX_PATH." : null,
  webkit: () => {
    const names = missingForWebKit();
    return names.length === 0
      ? null
      : `WebKit can't be started without ${names.join(", ")}: install webkit2gtk-driver and xvfb.`;
  },
};

const [first, ...rest] = process.argv.slice(2);
const isOne = first === "firefox" || first === "webkit";
const chosen: readonly Other[] = isOne ? [first] : ["firefox", "webkit"];
const args = isOne || first === undefined ? rest : [first, ...rest];

const tally = createTally();
tally.step("npm", ["run", "--silent", "build:npm"]);
tally.step("npm", ["run", "--silent", "build:demo"]);
for (const engine of chosen) {
  console.log(`\n${engine}`);
  for (const [files, why] of Object.entries(leftOut[engine])) console.log(`  left out: ${files} – ${why}`);
  const why = missing[engine]();
  if (why !== null) tally.fail(why);
  else tally.runTests(["--project", "browser", "--project", "e2e", ...args], { ENGINE: engine });
}
tally.close();
