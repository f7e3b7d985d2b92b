// A reverse proxy on this machine that does to traffic what networks, proxies and servers do. Without a rule everything
// passes untouched: pages, scripts, cookies, streams. What can go wrong is in `faults.ts` and `stream-faults.ts`.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
  createExchange,
  type Fault,
  type LogEntry,
  type OpenStream,
  type ProxyEntry,
  readBody,
} from "./fault-exchange.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

export interface FaultProxyOptions {
  /** Base URL of the real server. */
  readonly target: string;
  /** Default 1. The same seed and the same requests in the same order give the same faults. */
  readonly seed?: number;
}

export interface FaultProxy {
  /** The same for the proxy's whole life, whatever server is behind it. */
  readonly url: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly ProxyEntry[];
  readonly random: Random;
  /** Adds a rule behind the others; the returned function takes it away. */
  use(rule: Rule): () => void;
  /** These rules instead of all others. */
  set(rules: readonly Rule[]): void;
  /** No rule any more. What is held, frozen or under way stays so. */
  calm(): void;
  /** The event streams that are open now, oldest first. */
  streams(): readonly OpenStream[];
  /** Resets every connection to a client; `navigator.onLine` knows nothing of it. Returns how many there were. */
  killSockets(): number;
  /** From now on requests go to this server. */
  retarget(url: string): void;
  close(): Promise<void>;
}

/** Rules that match a request are applied in order; each decides whether the next one gets to see it. */
export interface Rule {
  /** Which requests: a path is whole as a string. Default: all below `/v1/`. */
  readonly on?: { readonly method?: string; readonly path?: string | RegExp };
  readonly fault: Fault;
  /** How many requests it is applied to before it is spent. Default: all. */
  readonly times?: number;
  /** Share of the requests that it is applied to. Default 1. */
  readonly chance?: number;
}

interface Standing {
  readonly rule: Rule;
  left: number;
}

export async function startFaultProxy({ target, seed = 1 }: FaultProxyOptions): Promise<FaultProxy> {
  const random = seededRandom(seed);
  const requests: LogEntry[] = [];
  const sockets = new Set<Socket>();
  const streams = new Set<OpenStream>();
  const closing = new AbortController();
  const startedAt = performance.now();
  let rules: readonly Standing[] = [];
  let base = target;

  const server = createServer((request, response) => void handle(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined); // resets are what this is about
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search } = new URL(request.url ?? "/", base);
    const method = request.method ?? "GET";
    const body = await readBody(request).catch(() => null);
    if (!body) return; // the client left in the middle of it
    const entry: LogEntry = {
      method,
      path,
      search,
      atMs: performance.now() - startedAt,
      token: (request.headers.authorization ?? "").replace(/^Bearer /i, ""),
      body: body.toString(),
      faults: [],
      delivered: 0,
      outcome: "under way",
    };
    requests.push(entry);
    const exchange = createExchange({
      request,
      response,
      entry,
      body,
      nextFault: rulesFor(method, path),
      random,
      streams,
      target: () => base,
      closing: closing.signal,
    });
    await exchange.next().catch(() => exchange.reset());
  }

  /** The rules that a request meets, one by one: a rule is spent only by requests that get to it. */
  function rulesFor(method: string, path: string): () => Fault | undefined {
    const met = rules.filter(({ rule }) => isMeant(rule, method, path)).values();
    return () => {
      for (const standing of met) {
        if (standing.left <= 0 || !random.chance(standing.rule.chance ?? 1)) continue;
        standing.left -= 1;
        return standing.rule.fault;
      }
      return undefined;
    };
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    random,
    use: (rule) => {
      const added = stand(rule);
      rules = [...rules, added];
      return () => {
        rules = rules.filter((other) => other !== added);
      };
    },
    set: (plan) => {
      rules = plan.map(stand);
    },
    calm: () => {
      rules = [];
    },
    streams: () => [...streams],
    killSockets: () => {
      const killed = [...sockets];
      for (const socket of killed) socket.resetAndDestroy();
      streams.clear();
      return killed.length;
    },
    retarget: (url) => {
      base = url;
    },
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function stand(rule: Rule): Standing {
  return { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
}

function isMeant({ on = {} }: Rule, method: string, path: string): boolean {
  const { path: meant = /^\/v1\//, method: by = method } = on;
  if (by !== method) return false;
  return typeof meant === "string" ? meant === path : meant.test(path);
}
