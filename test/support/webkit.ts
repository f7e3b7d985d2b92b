// Which WebKit the tests drive, and how it is started: WebKitGTK's own small browser, through its WebDriver, on a display that nobody sees.

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { openWebDriver, type WebDriver } from "./webdriver.ts";

/** What was not found of what it takes; empty when it can be started. */
export function missingForWebKit(): string[] {
  return Object.entries({ WebKitWebDriver: driver(), MiniBrowser: miniBrowser(), Xvfb: find("Xvfb") })
    .filter(([, path]) => path === null)
    .map(([name]) => name);
}

const driver = () => find("WebKitWebDriver");

function find(command: string): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path)) ?? null;
}

/** Beside the library, in a folder that is named after machine and version: the newest. */
function miniBrowser(): string | null {
  const folders = ["/usr/lib", "/usr/libexec", ...inside("/usr/lib", /-linux-gnu/)];
  const found = folders.flatMap((folder) => inside(folder, /^webkit2?gtk-/)).sort();
  return found.map((folder) => join(folder, "MiniBrowser")).findLast((path) => existsSync(path)) ?? null;
}

const inside = (folder: string, name: RegExp) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((entry) => name.test(entry))
        .map((entry) => join(folder, entry))
    : [];

/** Larger than any window that is asked for. */
const screen = "2100x2100x24";

/** A browser of its own: nothing stored, nobody signed in. */
export async function openWebKit(): Promise<WebDriver> {
  const display = await startXvfb();
  const port = await freePort();
  const service = spawn(driver() ?? "", [`--port=${port}`], {
    // In the language of the tests, and without what a desktop would offer it.
    env: { ...process.env, DISPLAY: display.name, LC_ALL: "C.UTF-8", LANGUAGE: "en_GB", NO_AT_BRIDGE: "1" },
    stdio: "ignore",
  });
  const stop = () => {
    service.kill();
    display.stop();
  };
  process.once("exit", stop);
  const browser = await openWebDriver(`http://127.0.0.1:${port}`, {
    "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
  });
  return {
    ...browser,
    close: async () => {
      await browser.close();
      process.off("exit", stop);
      stop();
    },
  };
}

async function startXvfb(): Promise<{ readonly name: string; stop(): void }> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.once("data", (bytes: Buffer) => resolve(bytes.toString().trim()));
    server.once("exit", () => reject(new Error("Xvfb ended before it had begun")));
  });
  return { name: `:${number}`, stop: () => server.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port is free");
  return address.port;
}
