// Which Firefox the tests drive, and how it is started: an installed one, by way of WebDriver BiDi.

import { existsSync } from "node:fs";
import type { LaunchOptions } from "playwright";

const browsers = [
  process.env.FIREFOX_PATH,
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

export function findFirefox(): string | null {
  return browsers.find((path) => path !== undefined && existsSync(path)) ?? null;
}

export function firefoxLaunchOptions(): LaunchOptions {
  const executablePath = findFirefox();
  return { channel: "moz-firefox", ...(executablePath !== null && { executablePath }) };
}
