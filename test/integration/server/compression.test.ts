// What is sent smaller than it is, and what must not be.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedHistory } from "../../support/server-seed.ts";
import { type Caller, startServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let ana: Caller;
let rui: Caller;

beforeAll(async () => {
  server = await startServer();
  ana = await server.customer("ana");
  rui = await server.agent("rui");
  await seedHistory(server.demo, "ana", 200);
});
afterAll(() => server.close());

async function sizes(path: string): Promise<{ sent: string | null; bytes: number }> {
  const response = await ana.request(path, { headers: { "Accept-Encoding": "gzip" } });
  return { sent: response.headers.get("Content-Encoding"), bytes: (await response.arrayBuffer()).byteLength };
}

describe("compression", () => {
  it("is for the transcript, where the client takes it", async () => {
    expect(await sizes("/v1/timeline?limit=200")).toMatchObject({ sent: "gzip" });
    const plain = await ana.request("/v1/timeline?limit=200", { headers: { "Accept-Encoding": "identity" } });
    expect(plain.headers.get("Content-Encoding")).toBeNull();
    expect(plain.headers.get("Vary")).toContain("Accept-Encoding");
    expect((await plain.json()) as { items: unknown[] }).toMatchObject({ items: { length: 200 } });
  });

  it.each(["/v1/stream?after=", "/agent/v1/stream"])(
    "leaves %s as it is: an event must not wait for the next",
    async (path) => {
      const { cursor } = (await ana.get("/v1/timeline")).body as { cursor: string };
      const caller = path.startsWith("/agent") ? rui : ana;
      const gone = new AbortController();
      const response = await caller.request(path.startsWith("/agent") ? path : path + cursor, {
        headers: { "Accept-Encoding": "gzip" },
        signal: gone.signal,
      });
      expect(response.headers.get("Content-Type")).toContain("text/event-stream");
      expect(response.headers.get("Content-Encoding")).toBeNull();
      gone.abort();
    },
  );

  it("is not for tokens", async () => {
    const signIn = await fetch(`${server.url}/shop/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ customer: "ana" }),
    });
    const cookie = signIn.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const token = await fetch(`${server.url}/shop/chat-token`, {
      headers: { cookie, "Accept-Encoding": "gzip" },
    });
    expect(token.status).toBe(200);
    expect(token.headers.get("Content-Encoding")).toBeNull();
  });

  it("does not keep the browser's cache from knowing a file again", async () => {
    const file = () => fetch(`${server.url}/ajar/ajar.js`, { headers: { "Accept-Encoding": "gzip" } });
    const first = await file();
    const etag = first.headers.get("ETag") ?? "";
    expect(etag).toMatch(/^W\//);
    const again = await fetch(`${server.url}/ajar/ajar.js`, {
      headers: { "Accept-Encoding": "gzip", "If-None-Match": etag },
    });
    expect(again.status).toBe(304);
  });
});
