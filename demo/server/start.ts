// Starts and stops the demo: port first, then the data, then requests are answered.

import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import type { Db } from "./db/db.ts";
import type { LiveWay } from "./demo.ts";
import type { Scanner } from "./files/scanner.ts";
import { Problem, problemResponse } from "./http/problem.ts";
import { openDemo } from "./open-demo.ts";
import type { StoreContext } from "./store/context.ts";
import type { Tokens } from "./tokens.ts";

export interface StartOptions {
  /** Default 4600; 0 takes any free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where the data, the signing key and the uploaded files are kept. Without it all of it lives in memory and ends with the process. */
  readonly dataDir?: string;
  /** A PostgreSQL server to use instead of PGlite. */
  readonly databaseUrl?: string;
  /** A database that is opened otherwise; it is closed with the server. Goes before the other two. */
  readonly openDatabase?: () => Promise<Db>;
  /**
   * Names the database's history from now on: lower-case letters and digits. To be given, and another one each time, with a
   * database that was restored from a backup: what clients hold of the lost history then counts as expired. Default: as it
   * is kept in the database.
   */
  readonly epoch?: string;
  /** Origins besides those on this machine that may call the APIs. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** Messages that one customer may send per minute. Default null: as many as they like. */
  readonly sendPerMinute?: number | null;
  /** Where the built pages and scripts are. Default `dist` of this repository. */
  readonly distFolder?: string;
  /** Time between pings on a stream. Default 15 000. */
  readonly pingMs?: number;
  /** The longest life of a stream. Default 240 000. */
  readonly streamLifeMs?: number;
  /** The longest that a long-poll is held. Default 25 000. */
  readonly longPollMs?: number;
  /** How long "is typing" lasts unless it is said again. Default 6 000. */
  readonly typingMs?: number;
  /** How customers can follow changes; what is left out is neither announced nor answered. Default both. */
  readonly live?: readonly LiveWay[];
  /** How long an agent whose last stream closed keeps "I am available". Default 10 000. */
  readonly agentGraceMs?: number;
  /** Looks at each uploaded file. Default: compares its first bytes with its type. */
  readonly scan?: Scanner;
  /** The server's clock. Default the machine's. */
  readonly now?: () => Date;
  /** For the test that shows why it is needed. Default true. */
  readonly lock?: boolean;
  /** Told of each request as it arrives. Addresses hold no tokens. */
  readonly onRequest?: (request: RequestEntry) => void;
  /** Told of each unexpected error. Default: written to stderr. */
  readonly report?: (error: unknown) => void;
}

export interface RequestEntry {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** The query with its `?`, or empty. */
  readonly search: string;
}

export interface RunningDemo {
  readonly url: string;
  /** For tests that seed or look inside. */
  readonly store: StoreContext;
  readonly tokens: Tokens;
  /** How many customers' streams are open. */
  streamCount(): number;
  /** How many customers' long-polls are held. */
  longPollCount(): number;
  /** Ends streams with `bye` and answers held calls, lets go of the data, frees the port. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 1_000;

/** Resolves when requests are answered. Rejects when the port or the data folder is taken. */
export async function startDemo(options: StartOptions = {}): Promise<RunningDemo> {
  const closing = new AbortController();
  const data = createDeferred<Hono>();
  // Requests that come before the data is there wait for it.
  data.promise.catch(() => {});
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      const { pathname, search } = new URL(request.url);
      options.onRequest?.({ method: request.method, path: pathname, search });
      const app = await data.promise.catch(() => undefined);
      return app ? app.fetch(request, env) : problemResponse(new Problem("unavailable", { retryAfter: 2 }));
    },
  }) as Server;

  // The port first: a second process fails on it before it touches the data.
  const host = options.host ?? "127.0.0.1";
  const port = await listen(server, options.port ?? 4600, host);
  try {
    const { demo, app, closeData } = await openDemo(options, closing.signal);
    data.resolve(app);
    const close = once(async () => {
      closing.abort();
      await closeServer(server);
      await closeData();
    });
    const { store, tokens, held } = demo;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
    return {
      url,
      store,
      tokens,
      streamCount: () => held.streams,
      longPollCount: () => held.polls,
      close,
    };
  } catch (error) {
    data.reject(error);
    await closeServer(server);
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Streams end by themselves with `bye`; a client that doesn't read is cut off. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(cut);
  clearInterval(sweep);
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}

function createDeferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
