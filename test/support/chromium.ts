// Which Chromium the tests drive, and how it is started: an installed one first, else playwright's own. Nearly all of them
// drive the headless shell where there is one: it has the same engine and takes a third less of the processor's time.

import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "playwright";

/** `shell`: the engine without a browser around it. `whole`: with what only a browser has, such as the back/forward cache. */
export type ChromiumKind = "shell" | "whole";

const shells = ["/usr/bin/chromium-headless-shell"];

const browsers = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The file of a browser that can do all that is tested, or null where there is none. */
export function findChromium(kind: ChromiumKind = "whole"): string | null {
  const own = () => chromium.executablePath();
  const fitting = kind === "shell" && process.env.CHROMIUM_PATH === undefined ? shells : [];
  return [...fitting, ...browsers, own()].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** The background services are off: they reach for hosts that tests must not need. */
export function chromiumLaunchOptions(kind: ChromiumKind = "shell"): LaunchOptions {
  const executablePath = findChromium(kind);
  return {
    ...(executablePath !== null && { executablePath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  };
}
