// What browsers get from the demo: pages, scripts, the shop's session.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller, readAnswer, startServer, type TestServer } from "../../support/server.ts";

const FILES = {
  "dist/demo/shop/index.html":
    '<!doctype html><title>Shop</title><script src="/ajar/ajar.js" data-customer=""></script>',
  "dist/demo/console/index.html": "<!doctype html><title>Console</title>",
  "dist/demo/assets/index-1a2b.css": "body{}",
  "dist/script/ajar.js": "/* loader */",
  "dist/script/chunks/widget-3c4d.js": "/* widget */",
  "secret.js": "/* outside of what is served */",
};

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ajar-pages-"));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  server = await startServer({ distFolder: join(folder, "dist") });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

async function signIn(customer: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch(`${server.url}/shop/session`, { method: "POST", headers, body: JSON.stringify({ customer }) });
}
const cookieOf = (response: Response) => response.headers.get("Set-Cookie")?.split(";")[0] ?? "";

/** As it is, without the tidying that fetch does to addresses. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

describe("pages", () => {
  test.each(["/", "/delivery", "/products/lamp", "/console", "/console/"])(
    "%s comes with a strict policy",
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      const policy = response.headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain("unsafe");
    },
  );

  test("name the signed-in customer to the widget, and nobody once signed out", async () => {
    const cookie = cookieOf(await signIn("ana"));
    expect(await (await get("/", { Cookie: cookie })).text()).toContain('data-customer="ana"');
    expect(await (await get("/")).text()).toContain('data-customer=""');
    expect((await get("/")).headers.get("Cache-Control")).toContain("private");
  });

  test("are not found for other paths, and nothing outside the folder is served", async () => {
    for (const path of [
      "/ajar/none.js",
      "/ajar/../../secret.js",
      "/ajar/..%2f..%2fsecret.js",
      "/ajar/%2e%2e/%2e%2e/secret.js",
      "/ajar/..%5c..%5csecret.js",
      "/ajar/%00",
      "/ajar/%",
      "/ajar//etc/passwd",
      "/assets/../../../secret.js",
      "/elsewhere",
    ]) {
      expect([path, await rawStatus(path)]).toEqual([path, 404]);
    }
  });
});

describe("the widget's files", () => {
  test("may be loaded by any site; the loader is revalidated, chunks are kept", async () => {
    const loader = await get("/ajar/ajar.js", { Origin: "https://anywhere.example" });
    expect(loader.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(loader.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(loader.headers.get("Cache-Control")).toBe("no-cache");
    const again = await get("/ajar/ajar.js", { "If-None-Match": loader.headers.get("ETag") ?? "" });
    expect([again.status, again.headers.get("Access-Control-Allow-Origin")]).toEqual([304, "*"]);
    const chunk = await get("/ajar/chunks/widget-3c4d.js");
    expect(chunk.headers.get("Cache-Control")).toContain("immutable");
    expect((await get("/assets/index-1a2b.css")).headers.get("Content-Type")).toBe("text/css; charset=utf-8");
  });
});

describe("the shop", () => {
  test("signs a customer in by name, gives chat tokens, and signs out", async () => {
    const reply = await signIn("ana");
    expect(reply.headers.get("Set-Cookie")).toMatch(/HttpOnly.*SameSite=Lax/);
    expect(await reply.json()).toEqual({ customer: { id: "ana", name: "Ana Ferreira" } });
    const Cookie = cookieOf(reply);
    expect(await (await get("/shop/session", { Cookie })).json()).toEqual({
      customer: { id: "ana", name: "Ana Ferreira" },
    });
    const token = await get("/shop/chat-token", { Cookie });
    expect(token.headers.get("Cache-Control")).toBe("no-store");
    const caller = createCaller(server.url, "ana", ((await token.json()) as { token: string }).token);
    expect((await caller.get("/v1/session")).body.customer).toEqual({ id: "ana", name: "Ana Ferreira" });
    const out = await fetch(`${server.url}/shop/session`, { method: "DELETE", headers: { Cookie } });
    expect([out.status, cookieOf(out)]).toEqual([204, "shop="]);
  });

  test("knows nobody without a cookie, or with one that it didn't sign", async () => {
    for (const Cookie of ["", "shop=x.y.z", "other=1"]) {
      expect(await (await get("/shop/session", { Cookie })).json()).toEqual({ customer: null });
      const { status, body } = await readAnswer(await get("/shop/chat-token", { Cookie }));
      expect([status, body.code]).toEqual([401, "unauthorized"]);
    }
  });

  test("takes names of 1 to 40 letters, in any script, as they are", async () => {
    for (const name of ["Zoë", "李雷", "x".repeat(40)]) {
      expect(await (await signIn(name)).json()).toEqual({ customer: { id: name, name } });
    }
    for (const name of ["", "a b", "x".repeat(41), "ana<script>", "../x", 7, null]) {
      const { status, body } = await readAnswer(await signIn(name));
      expect([name, status, body.code]).toEqual([name, 422, "invalid-customer"]);
    }
  });
});

test("a page that was not built says what to run", async () => {
  await rm(join(folder, "dist"), { recursive: true });
  const response = await get("/");
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("npm run demo");
});
