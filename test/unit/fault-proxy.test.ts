// The fault proxy does what its rules say, and nothing without them.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  arriveLate,
  captivePortal,
  delay,
  drop,
  emptyBody,
  gatewayError,
  loseReply,
  skewDate,
  tooMany,
  truncate,
  twice,
} from "../support/faults.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { seededRandom } from "../support/seeded-random.ts";
import {
  chop,
  crlf,
  cutInChange,
  foreign,
  halfOpen,
  shuffled,
  splitInside,
} from "../support/stream-faults.ts";

const change = (n: number, text = `text ${n}`) =>
  `event: change\nid: e.${n}\ndata: ${JSON.stringify({ from: `e.${n - 1}`, cursor: `e.${n}`, text })}\n\n`;

let server: Server;
let proxy: FaultProxy;
/** What reached the server. */
let arrived: string[];
/** What the server's stream says. */
let events: string;

beforeEach(async () => {
  arrived = [];
  events = change(1);
  server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      arrived.push(`${request.method} ${request.url} ${body}`);
      const isStream = request.url === "/v1/stream";
      response.writeHead(200, {
        "content-type": isStream ? "text/event-stream" : "application/json",
        "set-cookie": "shop=1",
      });
      response.end(isStream ? events : `{"count":${arrived.length}}`);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy = await startFaultProxy({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

const post = (body = "hello") => fetch(`${proxy.url}/v1/messages?x=1`, { method: "POST", body });
const stream = async () => (await fetch(`${proxy.url}/v1/stream`)).text();

it("passes everything untouched without a rule, and writes it down", async () => {
  const response = await post();
  expect(response.headers.get("set-cookie")).toBe("shop=1");
  expect(await response.json()).toEqual({ count: 1 });
  expect(arrived).toEqual(["POST /v1/messages?x=1 hello"]);
  expect(proxy.requests).toMatchObject([
    { method: "POST", path: "/v1/messages", search: "?x=1", body: "hello", delivered: 1, outcome: 200 },
  ]);
});

it("loses a request before the server, or its reply after it", async () => {
  proxy.use({ fault: drop(), times: 1 });
  await expect(post("dropped")).rejects.toThrow();
  expect(arrived).toEqual([]);
  proxy.use({ fault: loseReply(), times: 1 });
  await expect(post("done in silence")).rejects.toThrow();
  expect(arrived).toEqual(["POST /v1/messages?x=1 done in silence"]);
  expect((await post()).status).toBe(200);
  expect(proxy.requests.map(({ outcome }) => outcome)).toEqual(["reset", "reset", 200]);
});

it("delivers a request twice, and one only after the client has left", async () => {
  proxy.use({ fault: twice(), times: 1 });
  expect((await post("twice")).status).toBe(200);
  expect(arrived).toEqual(["POST /v1/messages?x=1 twice", "POST /v1/messages?x=1 twice"]);
  proxy.set([{ fault: arriveLate() }]);
  const leave = new AbortController();
  const given = fetch(`${proxy.url}/v1/late`, { signal: leave.signal });
  await expect.poll(() => proxy.requests.at(-1)?.path).toBe("/v1/late");
  expect(arrived).toHaveLength(2);
  leave.abort();
  await expect(given).rejects.toThrow();
  await expect.poll(() => arrived.at(-1)).toBe("GET /v1/late ");
});

it("answers in the server's place", async () => {
  const cases = [
    [gatewayError(502), 502, "text/html"],
    [emptyBody(), 200, "application/json"],
    [tooMany(429, "7"), 429, "application/problem+json"],
  ] as const;
  for (const [fault, status, type] of cases) {
    proxy.set([{ fault }]);
    const response = await post();
    expect([response.status, response.headers.get("content-type")?.split(";")[0]]).toEqual([status, type]);
  }
  expect((await post()).headers.get("retry-after")).toBe("7");
  proxy.set([{ fault: captivePortal() }]);
  expect([200, 403]).toContain((await post()).status);
  expect(arrived).toEqual([]);
});

it("gives half of an answer, whole in form or broken off", async () => {
  proxy.set([{ fault: truncate() }]);
  expect(await (await post()).text()).toBe('{"cou');
  proxy.set([{ fault: truncate({ breakOff: true }) }]);
  await expect(post().then((response) => response.text())).rejects.toThrow();
});

it("applies rules in order, for so many requests, to those that are meant", async () => {
  proxy.use({ fault: delay(1) });
  proxy.use({ fault: skewDate(-86_400_000) });
  proxy.use({ on: { method: "POST", path: "/v1/messages" }, fault: gatewayError(500), times: 2 });
  const statuses = [];
  for (let n = 0; n < 3; n += 1) statuses.push((await post()).status);
  expect(statuses).toEqual([500, 500, 200]);
  expect(proxy.requests.at(-1)?.faults).toEqual(["delay 1", "skew date", "pass"]);
  const date = (await fetch(`${proxy.url}/v1/other`)).headers.get("date");
  expect(Date.parse(date ?? "")).toBeLessThan(Date.now() - 80_000_000);
  expect((await fetch(`${proxy.url}/elsewhere`)).status).toBe(200);
  expect(proxy.requests.at(-1)?.faults).toEqual(["pass"]);
});

it("chops streams and changes their line ends without changing what they say", async () => {
  events = change(1, "Größe 漢字") + change(2);
  for (const fault of [chop(1), splitInside()]) {
    proxy.set([{ fault }, { fault: crlf() }]);
    const text = await stream();
    expect(text).toContain("\r\n\r\n");
    expect(text.replaceAll("\r\n", "\n")).toBe(events);
  }
});

it("breaks a stream in the middle of an event, or keeps it open in silence", async () => {
  events = change(1) + change(2);
  proxy.set([{ fault: cutInChange("event", 2) }]);
  await expect(stream()).rejects.toThrow();
  expect(proxy.requests.at(-1)?.outcome).toBe("reset");
  proxy.set([{ fault: halfOpen() }]);
  const { body } = await fetch(`${proxy.url}/v1/stream`);
  const reading = body?.getReader().read();
  expect(proxy.streams()).toHaveLength(1);
  expect(proxy.killSockets()).toBeGreaterThan(0);
  await expect(reading).rejects.toThrow();
});

it("shuffles a stream's changes alike for the same seed, and no other event", async () => {
  const ping = "event: ping\ndata: {}\n\n";
  events = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => change(n)).join("") + ping;
  const shuffle = async (seed: number) => {
    proxy.set([{ fault: shuffled(seed) }]);
    return stream();
  };
  const first = await shuffle(7);
  expect(first).not.toBe(events);
  expect(await shuffle(7)).toBe(first);
  expect(first.endsWith(ping)).toBe(true);
  expect(foreign({ event: "change", id: "e.2", data: '{"from":"e.1","cursor":"e.2"}' }).data).toBe(
    '{"from":"e.19","cursor":"e.29"}',
  );
});

it("keeps its address when the server behind it changes, and says when there is none", async () => {
  proxy.retarget("http://127.0.0.1:1");
  await expect(post()).rejects.toThrow();
  expect(proxy.requests.at(-1)?.outcome).toBe("server away");
  proxy.retarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await post()).status).toBe(200);
});

it("has chance that can be had again", () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 5 }, () => random.between(1, 6));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const many = seededRandom(3);
  const mean = Array.from({ length: 2_000 }, () => many.next()).reduce((sum, value) => sum + value) / 2_000;
  expect(mean).toBeCloseTo(0.5, 1);
});
