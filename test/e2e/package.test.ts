// What `npm pack` makes, installed into a fresh Vite project of somebody else's: type-checks, builds, shows a transcript.

import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectPage, openWorld, type World } from "../support/e2e.ts";
import { seedHistory } from "../support/server-seed.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const tool = (name: string) => join(root, "node_modules", ".bin", name);

let world: World;
let project: string;

const page = `<!doctype html><html lang="en"><head><title>Host</title></head><body><div id="count"></div><script type="module" src="./main.ts"></script></body></html>`;
const tsconfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    module: "ESNext",
    moduleResolution: "bundler",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
  },
  include: ["main.ts"],
};
const main = (backend: string) => `
import { type Chat, ChatError, createChat, type Item } from "ajar-chat";
import { restBackend } from "ajar-chat/rest";
import { startWidget, type Widget } from "ajar-chat/widget";

const token = new URLSearchParams(location.search).get("token");
const getToken = async (): Promise<string | null> => token;
const backend = restBackend(${JSON.stringify(backend)});

const chat: Chat = createChat({ backend, getToken });
chat.items.subscribe((items: readonly Item[]) => {
  const count = document.querySelector("#count");
  if (count) count.textContent = \`\${items.length} items\`;
});
chat.on("error", (error: ChatError) => console.error(error.code));
chat.open();

const widget: Widget = startWidget({ backend: ${JSON.stringify(backend)}, getToken, position: "left" });
void widget.ready.then(() => widget.open());
`;

beforeAll(async () => {
  world = await openWorld();
  project = await mkdtemp(join(tmpdir(), "ajar-host-"));
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", project], { cwd: root });
  const tarball = (await readdir(project)).find((name) => name.endsWith(".tgz")) ?? "";
  await mkdir(join(project, "app"));
  const app = join(project, "app");
  await writeFile(join(app, "package.json"), JSON.stringify({ name: "host", private: true, type: "module" }));
  await writeFile(join(app, "tsconfig.json"), JSON.stringify(tsconfig));
  await writeFile(join(app, "index.html"), page);
  await writeFile(join(app, "main.ts"), main(world.server.url));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", join(project, tarball)], { cwd: app });
}, 120_000);

afterAll(async () => {
  await world.close();
  await rm(project, { recursive: true, force: true });
});

describe("the package", () => {
  it("brings no dependency with it, and nothing but what is for its users", async () => {
    const installed = await readdir(join(project, "app", "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["ajar-chat"]);
    const files = await readdir(join(project, "app", "node_modules", "ajar-chat"));
    expect(files.sort()).toEqual(["LICENSE", "README.md", "dist", "package.json", "src"]);
  });

  it("can be imported where there is no browser", async () => {
    const code = `for (const entry of ["ajar-chat", "ajar-chat/rest", "ajar-chat/widget"])
      console.log(Object.keys(await import(entry)).join());`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], {
      cwd: join(project, "app"),
    });
    expect(stdout.trim().split("\n")).toEqual(["ChatError,createChat", "restBackend", "startWidget"]);
  });

  it("ships no HTTP library and no Preact with the headless client", async () => {
    const dist = join(project, "app", "node_modules", "ajar-chat", "dist", "npm");
    const reachable = await reach(dist, "index.js");
    expect(reachable).toContain("createChat");
    expect(reachable).not.toMatch(/class KyError|isKyError|__b\b.*diffed/);
  });

  it("type-checks, builds and shows a transcript in a fresh Vite project", async () => {
    const app = join(project, "app");
    await run(tool("tsc"), ["-p", "."], { cwd: app });
    await run(tool("vite"), ["build", "--logLevel", "error"], { cwd: app });
    await seedHistory(world.server.demo, "erin", 120, { name: "Erin" });
    const { token } = await world.server.customer("erin");
    const host = await serveFolder(join(app, "dist"));
    const context = await world.newBrowser();
    const tab = await context.newPage();
    await tab.goto(`${host.url}/?token=${token}`);
    await expectPage(tab.getByText("Message 120", { exact: true })).toBeVisible();
    await expectPage(tab.locator("#count")).toHaveText("121 items");
    await context.close();
    await host.close();
  }, 120_000);
});

/** The text of a module and of all that it imports statically. */
async function reach(folder: string, name: string, seen = new Set<string>()): Promise<string> {
  if (seen.has(name)) return "";
  seen.add(name);
  const text = await readFile(join(folder, name), "utf8");
  const imports = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)].map(([, path]) => path ?? "");
  const parts = await Promise.all(imports.map((path) => reach(folder, join(name, "..", path), seen)));
  return [text, ...parts].join("\n");
}

async function serveFolder(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = join(folder, pathname === "/" ? "index.html" : pathname);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
