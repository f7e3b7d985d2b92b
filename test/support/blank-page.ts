// A host page of its own making on the reference backend's origin: it imports the built npm package and does nothing by itself.
// Served by the backend's own routes out of a folder made for it, with the shop's sign-in, tokens and Content-Security-Policy.

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { createChat } from "../../src/index.ts";
import type { restBackend } from "../../src/rest.ts";
import type { startWidget } from "../../src/widget/index.ts";

/** What the page's scripts find in `window.host`. */
export interface Host {
  readonly createChat: typeof createChat;
  readonly restBackend: typeof restBackend;
  readonly startWidget: typeof startWidget;
  /** The signed-in customer's id; empty when nobody is. */
  readonly customer: string;
  /** Asks the shop. */
  readonly getToken: () => Promise<string | null>;
}

export interface HostPage {
  /** For the server's option of this name. */
  readonly distFolder: string;
  remove(): Promise<void>;
}

const npm = fileURLToPath(new URL("../../dist/npm", import.meta.url));

const html = `<!doctype html>
<html lang="en" data-customer="">
<head><title>Host</title><script type="module" src="/ajar/host.js"></script></head>
<body><h1>Host</h1></body>
</html>`;

const script = `
import { createChat } from "/ajar/npm/index.js";
import { restBackend } from "/ajar/npm/rest.js";
import { startWidget } from "/ajar/npm/widget.js";
const { customer } = document.documentElement.dataset;
async function getToken() {
  const response = await fetch("/shop/chat-token", { cache: "no-store" });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error("The shop answered " + response.status);
  return (await response.json()).token;
}
window.host = { createChat, restBackend, startWidget, customer, getToken };
`;

export async function makeHostPage(): Promise<HostPage> {
  const distFolder = await mkdtemp(join(tmpdir(), "ajar-host-page-"));
  await mkdir(join(distFolder, "script"));
  await mkdir(join(distFolder, "demo", "shop"), { recursive: true });
  await symlink(npm, join(distFolder, "script", "npm"), "junction");
  await writeFile(join(distFolder, "script", "host.js"), script);
  await writeFile(join(distFolder, "demo", "shop", "index.html"), html);
  return { distFolder, remove: () => rm(distFolder, { recursive: true, force: true }) };
}
