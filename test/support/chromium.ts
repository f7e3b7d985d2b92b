// Which Chromium the tests drive, and how it is started: an installed one first, else playwright's own.

import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "playwright";

const installed = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser's file, or null where there is none. */
export function findChromium(): string | null {
  const own = () => chromium.executablePath();
  return [...installed, own()].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** The background services are off: they reach for hosts that tests must not need. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = findChromium();
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
