// The server as a process: what it prints, what survives a restart, and how it fails when something is taken.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createCaller, message, type Caller } from "../../support/server.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const MAIN = fileURLToPath(new URL("../../../demo/server/main.ts", import.meta.url));
const TIMEOUT_MS = 60_000;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  output(): string;
}

let folder: string;
const children = new Set<ChildProcess>();

// One folder for all: making a new database takes seconds.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ajar-demo-"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Command = readonly [program: string, ...args: string[]];
const NODE: Command = [process.execPath, MAIN];
/** As the README says, but for the build before it. */
const NPM: Command = ["npm", "run", "--silent", "--ignore-scripts", "demo"];

function launch(
  settings: Record<string, string>,
  [program, ...args]: Command = NODE,
): { child: ChildProcess; output: () => string } {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function start(dataDir: string, port = "0", command = NODE): Promise<Running> {
  const { child, output } = launch({ PORT: port, DATA_DIR: dataDir }, command);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => /API +http/.test(output()) && resolve());
    child.once("exit", () => reject(new Error(`ended at once: ${output()}`)));
  });
  const url = /API +(http:\/\/\S+)\/v1/.exec(output())?.[1] ?? "";
  return { child, url, output };
}

async function failToStart(
  settings: Record<string, string>,
): Promise<{ code: number | null; lines: string[] }> {
  const { child, output } = launch(settings);
  const [code] = (await once(child, "exit")) as [number | null];
  return { code, lines: output().trim().split("\n") };
}

async function stop(
  { child }: Running,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; tookMs: number }> {
  const startedMs = performance.now();
  const exited = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  const [code] = await exited;
  return { code, tookMs: performance.now() - startedMs };
}

async function signIn(url: string, customer: string): Promise<Caller> {
  const session = await fetch(`${url}/shop/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ customer }),
  });
  const cookie = session.headers.get("Set-Cookie")?.split(";")[0] ?? "";
  const reply = await fetch(`${url}/shop/chat-token`, { headers: { Cookie: cookie } });
  return createCaller(url, customer, ((await reply.json()) as { token: string }).token);
}

test(
  "keeps everything across a stop and a crash, and stops at once while a stream is open",
  { timeout: TIMEOUT_MS },
  async () => {
    const first = await start(folder);
    expect(await (await fetch(`${first.url}/health`)).json()).toEqual({ ok: true });
    expect((await stat(join(folder, "signing-key.json"))).mode & 0o777).toBe(0o600);
    const ana = await signIn(first.url, "ana");
    const sent = await ana.post("/v1/messages", message("Still there tomorrow?"));
    const { head } = (await ana.get("/v1/session")).body;
    const stream = await ana.request(`/v1/stream?after=${head}`);
    const streamed = stream.text();

    const ended = await stop(first, "SIGINT");
    expect(ended.code).toBe(0);
    expect(ended.tookMs).toBeLessThan(2_000);
    expect(await streamed).toContain("event: bye");

    // The token of before is still good: the key was kept.
    const second = await start(folder);
    const onSecond = createCaller(second.url, "ana", ana.token);
    const { body } = await onSecond.get("/v1/timeline");
    expect(body.items.at(-1)).toEqual(sent.body.item);
    expect(body.cursor).toBe(head);
    await onSecond.post("/v1/messages", message("Before the crash"));
    await stop(second, "SIGKILL");

    const third = await start(folder);
    const after = await createCaller(third.url, "ana", ana.token).get("/v1/timeline");
    expect(after.body.items.at(-1).text).toBe("Before the crash");
    expect((await stop(third, "SIGTERM")).code).toBe(0);
  },
);

test(
  "a second process on the same port, or on the same data folder, says so in one line and exits",
  { timeout: TIMEOUT_MS },
  async () => {
    const first = await start(folder);
    const { port } = new URL(first.url);
    const onPort = await failToStart({ PORT: port, DATA_DIR: join(folder, "other") });
    expect(onPort).toEqual({
      code: 1,
      lines: [`Port ${port} is in use. Stop what runs there, or set PORT to another one.`],
    });
    await expect(stat(join(folder, "other"))).rejects.toThrow("ENOENT");

    const onData = await failToStart({ PORT: "0", DATA_DIR: folder });
    expect(onData.code).toBe(1);
    expect(onData.lines).toEqual([expect.stringContaining("is in use by process")]);
    expect(await (await fetch(`${first.url}/health`)).json()).toEqual({ ok: true });
  },
);

test.each([
  ["PORT", "many", 'PORT must be a number, not "many".'],
  ["EPOCH", "New one", 'EPOCH must be lower-case letters and digits, not "New one".'],
])("names a setting that it can't use: %s", async (name, value, line) => {
  expect(await failToStart({ PORT: "0", DATA_DIR: folder, [name]: value })).toEqual({
    code: 1,
    lines: [line],
  });
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s to npm alone ends the server too",
  async (signal) => {
    const running = await start(folder, "0", NPM);
    await stop(running, signal);
    await expect
      .poll(() => fetch(`${running.url}/health`).catch(() => "gone"), { timeout: 5000 })
      .toBe("gone");
    // What npm left behind would still hold the folder.
    const again = await start(folder);
    await stop(again, "SIGTERM");
  },
  TIMEOUT_MS,
);
