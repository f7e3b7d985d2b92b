// What can happen to a request and its answer. Each is a rule's `fault`; delays and the like go on to the next rule.

import type { OutgoingHttpHeaders } from "node:http";
import type { Exchange, Fault } from "./fault-exchange.ts";

const HTML = { "content-type": "text/html; charset=utf-8" };
const JSON_TYPE = { "content-type": "application/json" };
const PORTAL = "<!doctype html><title>Welcome</title><h1>Sign in to the station's Wi-Fi</h1>";

/** Lost before it reached the server. */
export const drop = (): Fault => ({ name: "drop", apply: (exchange) => exchange.reset() });

/** The server did it; the answer was lost. */
export const loseReply = (): Fault => ({
  name: "lose reply",
  apply: async (exchange) => {
    await exchange.deliver();
    exchange.reset();
  },
});

/** Lost on the way there or on the way back, as chance will have it. */
export const lose = (): Fault => ({
  name: "lose",
  apply: (exchange) => (exchange.random.chance(0.5) ? drop() : loseReply()).apply(exchange),
});

/** Reaches the server twice, one after the other or at the same time; the client is told the second answer. */
export const twice = (): Fault => ({
  name: "twice",
  apply: async (exchange) => {
    const first = exchange.deliver();
    if (exchange.random.chance(0.5)) await first;
    await Promise.all([first, exchange.next()]);
  },
});

/** Takes so long there and back again, in milliseconds; up to `spreadMs` more. */
export const delay = (tripMs: number, spreadMs = 0): Fault => ({
  name: `delay ${tripMs}`,
  apply: async (exchange) => {
    await pause(exchange, tripMs + exchange.random.next() * spreadMs);
    if (!exchange.gone.aborted) await exchange.next();
  },
});

/** No answer, no end: the connection is up and nothing comes. The server never hears of it. */
export const hang = (): Fault => ({ name: "hang", apply: (exchange) => untilGone(exchange) });

/** Reaches the server only after the client gave it up, and `until` has settled. */
export const arriveLate = (until: Promise<unknown> = Promise.resolve()): Fault => ({
  name: "arrive late",
  apply: async (exchange) => {
    await untilGone(exchange);
    await until;
    await exchange.deliver();
  },
});

/** The server does it at once; its answer comes when `until` settles, or after the client has gone. */
export const holdReply = (until: Promise<unknown>): Fault => ({
  name: "hold reply",
  apply: async (exchange) => {
    const { status, headers, body } = await exchange.deliver();
    await Promise.race([until, untilGone(exchange)]);
    if (exchange.gone.aborted) return;
    const { "transfer-encoding": _, ...own } = headers;
    exchange.answer(status, own, body);
  },
});

/** Another server's word, or none: the real one never hears of the request. */
export const answer = (status: number, body: string, headers: OutgoingHttpHeaders = HTML): Fault => ({
  name: `answer ${status}`,
  apply: (exchange) => exchange.answer(status, headers, body),
});

/** The host page's own backend says who is signed in. */
export const sayToken = (token: () => Promise<string | null>): Fault => ({
  name: "say token",
  apply: async (exchange) => exchange.answer(200, JSON_TYPE, JSON.stringify({ token: await token() })),
});

/** What a gateway says of a server that is not there: 500, 502, 504 … in HTML. */
export const gatewayError = (status: 500 | 502 | 503 | 504): Fault =>
  answer(status, `<html><body><h1>${status}</h1></body></html>`);

/** An answer of the protocol's own kind. */
export const problem = (status: number, code: string, more: object = {}): Fault =>
  answer(status, JSON.stringify({ type: `/problems/${code}`, title: code, status, code, ...more }), {
    "content-type": "application/problem+json",
  });

/** 200, and nothing in it. */
export const emptyBody = (): Fault => answer(200, "", JSON_TYPE);

/** The server did it; half of the answer arrives. `breakOff`: and the connection breaks, else the half looks whole. */
export const truncate = ({ breakOff = false } = {}): Fault => ({
  name: "truncate",
  apply: async (exchange) => {
    const { status, body } = await exchange.deliver();
    const half = body.subarray(0, Math.floor(body.length / 2));
    if (!breakOff) return exchange.answer(status, JSON_TYPE, half);
    exchange.onBody((sink) => ({
      write: (bytes) => {
        sink.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
        setTimeout(() => sink.reset(), 10);
      },
      end: () => undefined,
      reset: sink.reset,
    }));
    await exchange.next();
  },
});

/** 429 or 503. `retryAfter` as it stands in the header: seconds, an HTTP date, or null for none. */
export const tooMany = (status: 429 | 503, retryAfter: string | null): Fault => {
  const code = status === 429 ? "rate-limited" : "unavailable";
  const body = JSON.stringify({ type: `/problems/${code}`, title: code, status, code });
  return answer(status, body, {
    "content-type": "application/problem+json",
    ...(retryAfter !== null && { "retry-after": retryAfter }),
  });
};

/** A network that wants a click first: 200 with its page, or 403 without a problem body. */
export const captivePortal = (): Fault => ({
  name: "captive portal",
  apply: (exchange) => exchange.answer(exchange.random.chance(0.5) ? 200 : 403, HTML, PORTAL),
});

/** The server's clock is wrong, as far as its `Date` header tells. */
export const skewDate = (ms: number): Fault => ({
  name: "skew date",
  apply: async (exchange) => {
    exchange.onHead((headers) => ({ ...headers, date: new Date(Date.now() + ms).toUTCString() }));
    await exchange.next();
  },
});

function untilGone({ gone }: Exchange): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => gone.addEventListener("abort", () => resolve(), { once: true }));
}

function pause({ gone }: Exchange, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    gone.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
