// Starts the real reference backend for a test and gives callers that speak to it over HTTP, as a customer or as an agent.

import { randomUUID } from "node:crypto";
import { openEmptyPglite } from "./server-pglite.ts";
import {
  startDemo,
  type RequestEntry,
  type RunningDemo,
  type StartOptions,
} from "../../demo/server/start.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- bodies are whatever the server says; tests look into them
export type Body = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text when it is none, or null when there is no body. */
  readonly body: Body;
}

export interface Caller {
  readonly token: string;
  readonly id: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  /** Any request, with the token unless the headers say otherwise. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface TestServer {
  readonly url: string;
  readonly demo: RunningDemo;
  /** Every request so far, in the order of arrival. */
  readonly requests: RequestEntry[];
  /** Unexpected errors so far; empty in a healthy test. */
  readonly errors: unknown[];
  readonly clock: TestClock;
  /** Paths begin with `/v1`. The id is the token's subject; without one, somebody new. */
  customer(id?: string, name?: string): Promise<Caller>;
  /** Paths begin with `/agent/v1`. */
  agent(id?: "rui" | "mia"): Promise<Caller>;
  close(): Promise<void>;
}

export interface TestClock {
  readonly now: () => Date;
  advance(ms: number): void;
}

/** Runs like the machine's clock, and jumps when told to. */
export function createTestClock(): TestClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}

/** On a free port of this machine, in memory unless the options name a folder or a database. */
export async function startServer(options: StartOptions = {}): Promise<TestServer> {
  const requests: RequestEntry[] = [];
  const errors: unknown[] = [];
  const clock = createTestClock();
  const isElsewhere = options.databaseUrl !== undefined || options.dataDir !== undefined;
  const demo = await startDemo({
    port: 0,
    ...(isElsewhere ? {} : { openDatabase: openEmptyPglite }),
    now: clock.now,
    onRequest: (request) => requests.push(request),
    report: (error) => errors.push(error),
    ...options,
  });
  const caller = async (audience: "ajar-chat" | "ajar-agent", id: string, name: string) =>
    createCaller(demo.url, id, await demo.tokens.issue(audience, { id, name }, 5 * 60_000));
  return {
    url: demo.url,
    demo,
    requests,
    errors,
    clock,
    customer: (id = `c-${randomUUID()}`, name = id) => caller("ajar-chat", id, name),
    agent: (id = "rui") => caller("ajar-agent", id, id),
    close: () => demo.close(),
  };
}

export function createCaller(url: string, id: string, token: string): Caller {
  const request = (path: string, init: RequestInit = {}) =>
    fetch(url + path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, ...(init.headers as object) },
    });
  const withBody = (method: string) => async (path: string, body?: unknown) =>
    readAnswer(
      await request(path, {
        method,
        headers: { "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    id,
    token,
    request,
    get: async (path) => readAnswer(await request(path)),
    post: withBody("POST"),
    put: withBody("PUT"),
  };
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  const body: unknown = text === "" ? null : isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

/** A message's body, with an id of its own. */
export const message = (text: string) => ({ id: randomUUID(), text });
