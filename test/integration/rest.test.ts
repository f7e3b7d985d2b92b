// The REST adapter against a real HTTP server that answers as real networks do: badly.

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { restBackend } from "../../src/rest.ts";

const servers: Server[] = [];
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { "content-type": type, ...headers }).end(body);
const problem = (status: number, code: string, more = {}, headers = {}) =>
  answer(status, "application/problem+json", JSON.stringify({ code, status, ...more }), headers);
const options = () => ({ token: "t", signal: new AbortController().signal });
const note = { id: "01a", text: "hi", sentAt: "2026-11-22T06:00:00Z", context: {} };

describe("the protocol's error table", () => {
  it.each([
    ["401", problem(401, "unauthorized"), "unauthorized"],
    ["403 with a problem", problem(403, "forbidden"), "forbidden"],
    ["403 without one: a firewall's page", answer(403, "text/html", "<h1>no</h1>"), "bad-response"],
    ["404 with a problem", problem(404, "not-found"), "not-found"],
    ["404 without one, on a required call", answer(404, "text/html", "nothing here"), "bad-response"],
    ["405 on a required call", answer(405, "text/plain", ""), "bad-response"],
    ["409", problem(409, "id-reused"), "id-reused"],
    ["410", problem(410, "cursor-expired"), "cursor-expired"],
    ["413", problem(413, "body-too-large"), "rejected"],
    ["422", problem(422, "invalid-text"), "rejected"],
    ["400 without a problem", answer(400, "application/json", "{}"), "bad-response"],
    ["408", answer(408, "text/plain", ""), "server"],
    ["500", problem(500, "internal"), "server"],
    ["503 that does not say how long", answer(503, "text/html", "busy"), "rate-limited"],
    ["502 with HTML", answer(502, "text/html", "<h1>bad gateway</h1>"), "server"],
    ["200 with HTML: a captive portal", answer(200, "text/html", "<h1>log in</h1>"), "bad-response"],
    ["200 with nothing", answer(200, "application/json", ""), "bad-response"],
    ["200 with half a JSON", answer(200, "application/json", '{"item":{"id"'), "bad-response"],
    ["a problem body that is broken", answer(422, "application/problem+json", "{"), "bad-response"],
  ])("reads %s", async (_, listener, code) => {
    const backend = restBackend(await serve(listener));
    await expect(backend.send(note, options())).rejects.toMatchObject({ name: "ChatError", code });
    await expect(backend.session(options())).rejects.toMatchObject({ code });
  });

  it("takes an optional call that is not there for a missing capability", async () => {
    const backend = restBackend(await serve(answer(404, "text/plain", "")));
    await expect(backend.presence?.(options())).rejects.toMatchObject({ code: "unsupported" });
  });

  it("hands no token and no file to another origin than the backend's own", async () => {
    let uploads = 0;
    const elsewhere = await serve((_, response) => {
      uploads += 1;
      response.end();
    });
    const upload = { method: "PUT", url: `${elsewhere}/take`, headers: {} };
    const backend = restBackend(
      await serve(answer(201, "application/json", JSON.stringify({ id: "a", upload }))),
    );
    const file = { id: "a", name: "a.txt", type: "text/plain", bytes: new Uint8Array([1]), sha256: "0" };
    const call = { ...options(), onProgress: () => undefined };
    await expect(backend.upload?.(file, call)).rejects.toMatchObject({ code: "bad-response" });
    expect(uploads).toBe(0);
  });

  it("takes a connection that breaks for an unknown outcome", async () => {
    const backend = restBackend(await serve((request) => void request.socket.destroy()));
    await expect(backend.send(note, options())).rejects.toMatchObject({ code: "network" });
  });

  it("takes an answer that stalls half-way for an unknown outcome after a minute", async () => {
    const asked = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"customer":');
      asked.resolve();
    });
    const fetching = vi.spyOn(globalThis, "fetch");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let outcome = "none yet";
    void restBackend(url)
      .session(options())
      .catch((error: { code: string }) => (outcome = error.code));
    await asked.promise;
    // The headers are here; the limit for those is a shorter one.
    await fetching.mock.results[0]?.value;
    await vi.advanceTimersByTimeAsync(59_000);
    expect(outcome).toBe("none yet");
    await vi.advanceTimersByTimeAsync(2000);
    expect(outcome).toBe("network");
  });

  it("tells a stop of ours from a failure", async () => {
    const controller = new AbortController();
    const backend = restBackend(await serve(() => controller.abort()));
    const call = backend.send(note, { token: "t", signal: controller.signal });
    await expect(call).rejects.toMatchObject({ code: "aborted" });
  });

  it("tells a stop of ours from a failure when half of the answer is here", async () => {
    const controller = new AbortController();
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"customer":');
    });
    const fetching = vi.spyOn(globalThis, "fetch");
    const call = restBackend(url).session({ token: "t", signal: controller.signal });
    const outcome = call.catch((error: unknown) => error);
    await vi.waitFor(() => expect(fetching).toHaveBeenCalled());
    await fetching.mock.results[0]?.value;
    controller.abort();
    expect(await outcome).toMatchObject({ code: "aborted" });
  });
});

describe("how long to wait", () => {
  it.each([
    ["seconds", { "retry-after": "3" }, {}, 3000],
    ["the problem's own number", {}, { retryAfter: 4 }, 4000],
  ])("is read from %s", async (_, headers, more, retryAfterMs) => {
    const backend = restBackend(await serve(problem(429, "rate-limited", more, headers)));
    await expect(backend.session(options())).rejects.toMatchObject({ code: "rate-limited", retryAfterMs });
  });

  const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();

  it("is read from a date", async () => {
    const backend = restBackend(await serve(problem(503, "busy", {}, { "retry-after": inMs(60_000) })));
    const error = await backend.session(options()).catch((cause: unknown) => cause);
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000);
  });

  it("is the problem's own number rather than a date, since clocks may be a day apart", async () => {
    const headers = { "retry-after": inMs(86_400_000) };
    const backend = restBackend(await serve(problem(503, "busy", { retryAfter: 4 }, headers)));
    await expect(backend.session(options())).rejects.toMatchObject({ retryAfterMs: 4000 });
  });

  it.each([
    ["nothing sensible", { "retry-after": "soon" }, { retryAfter: "later" }],
    ["no seconds", { "retry-after": "0" }, { retryAfter: 0 }],
    ["fewer than none", { "retry-after": "-5" }, { retryAfter: -5 }],
    ["an empty header", { "retry-after": "" }, {}],
    ["a date that has passed here", { "retry-after": inMs(-86_400_000) }, {}],
  ])("is left to the client's own backoff where the server says %s", async (_, headers, more) => {
    const backend = restBackend(await serve(problem(429, "rate-limited", more, headers)));
    const error = await backend.session(options()).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: undefined });
  });
});

describe("the requests", () => {
  it("are sent once, with the token in the header only, and never from the cache", async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.writeHead(500).end();
    });
    await restBackend(`${url}/support/`)
      .changes({ ...options(), token: "secret", after: "e1.4&x", limit: 200 })
      .catch(() => undefined);
    expect(seen).toEqual(["GET /support/v1/timeline?after=e1.4%26x&limit=200 Bearer secret"]);
  });

  it("carry a cursor back as it came, whatever is in it", async () => {
    const url = await serve((request, response) => {
      const query = new URL(request.url ?? "", "http://server.test").searchParams;
      const body = { from: query.get("after"), items: [], before: query.get("before") };
      const echo = { ...body, cursor: body.from, more: false, conversation: null };
      answer(200, "application/json", JSON.stringify(echo))(request, response);
    });
    const backend = restBackend(url);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (cursor) => {
        const call = { ...options(), after: cursor, limit: 1, waitSeconds: 1 };
        expect((await backend.changes(call)).from).toBe(cursor);
        expect((await backend.waitForChanges?.(call))?.from).toBe(cursor);
        expect((await backend.older({ ...call, before: cursor })).before).toBe(cursor);
      }),
      { numRuns: 50, examples: [["e1.4&wait=9#x+%20 /?"], ["\u0000\r\n"], ["%"], ["💧+é"]] },
    );
  });

  it.each([
    "ftp://example.com",
    "not a url",
    "https://user:pass@example.com",
    "https://example.com/?a=1",
    "https://example.com/#x",
  ])("go to no base URL like %s", (url) => {
    expect(() => restBackend(url)).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });

  it("name the same backend with and without a trailing slash", () => {
    expect(restBackend("https://example.com/chat/").id).toBe(restBackend("https://example.com/chat").id);
  });
});

describe("the stream", () => {
  const delta = { from: "e1.1", items: [], cursor: "e1.2", more: false, conversation: null };

  it("gives changes, pings and the server's good-bye, and skips what it does not know", async () => {
    const events = `event: ping\ndata: {}\n\nevent: confetti\ndata: 1\n\nevent: change\ndata: ${JSON.stringify(delta)}\n\nevent: bye\ndata: {"retryAfter":2}\n\n`;
    const backend = restBackend(await serve(answer(200, "text/event-stream", events)));
    const seen = [];
    for await (const event of backend.stream?.({ ...options(), after: "e1.1" }) ?? []) seen.push(event);
    expect(seen).toEqual([{ type: "ping" }, { type: "change", delta }, { type: "bye", retryAfterMs: 2000 }]);
  });

  it.each([
    ["is refused", problem(401, "unauthorized"), "unauthorized"],
    ["is a web page", answer(200, "text/html", "<h1>hello</h1>"), "bad-response"],
    ["tells nonsense", answer(200, "text/event-stream", "event: change\ndata: {}\n\n"), "bad-response"],
  ])("rejects when it %s", async (_, listener, code) => {
    const backend = restBackend(await serve(listener));
    const read = async () => {
      for await (const event of backend.stream?.({ ...options(), after: "e1.1" }) ?? [])
        expect(event).toBeNull();
    };
    await expect(read()).rejects.toMatchObject({ code });
  });
});

describe("the long-poll", () => {
  const delta = { from: "e1.1", items: [], cursor: "e1.2", more: false, conversation: null };
  const wait = (url: string, waitSeconds = 25) =>
    restBackend(url).waitForChanges?.({ ...options(), after: "e1.1", waitSeconds });

  it("names the cursor and the seconds, and gives what changed", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url);
      answer(200, "application/json", JSON.stringify(delta))(request, response);
    });
    expect(await wait(url, 7)).toEqual(delta);
    expect(seen).toEqual(["/v1/timeline?after=e1.1&wait=7"]);
  });

  it("gives null when the wait passed without anything", async () => {
    expect(await wait(await serve((_, response) => void response.writeHead(204).end()))).toBeNull();
  });

  it.each([
    ["is expired", problem(410, "cursor-expired"), "cursor-expired"],
    ["is not offered", problem(501, "not-supported"), "unsupported"],
    ["is refused", problem(401, "unauthorized"), "unauthorized"],
    ["is a web page", answer(200, "text/html", "<h1>hello</h1>"), "bad-response"],
    ["is null", answer(200, "application/json", "null"), "bad-response"],
  ])("rejects when it %s", async (_, listener, code) => {
    await expect(wait(await serve(listener))).rejects.toMatchObject({ code });
  });

  it("has ten seconds more than the server may hold it", async () => {
    const asked = Promise.withResolvers<void>();
    const url = await serve(() => asked.resolve());
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let outcome = "none yet";
    void wait(url)?.catch((error: { code: string }) => (outcome = error.code));
    await asked.promise;
    await vi.advanceTimersByTimeAsync(34_000);
    expect(outcome).toBe("none yet");
    await vi.advanceTimersByTimeAsync(2000);
    expect(outcome).toBe("network");
  });
});

describe("answers without a body", () => {
  it("are no answers to a required call", async () => {
    const backend = restBackend(await serve((_, response) => void response.writeHead(204).end()));
    await expect(backend.session(options())).rejects.toMatchObject({ code: "bad-response" });
  });
});
