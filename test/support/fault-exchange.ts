// One request on its way through the fault proxy: to the server and back, unless a fault decides otherwise.

import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as sendRequest,
  type ServerResponse,
} from "node:http";
import type { Random } from "./seeded-random.ts";

export interface Fault {
  readonly name: string;
  apply(exchange: Exchange): Promise<void> | void;
}

/** What may be done with a request. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly random: Random;
  /** Aborts when the client leaves or was answered, or when the proxy closes. */
  readonly gone: AbortSignal;
  /** Goes on to the next rule, or to the server and back. */
  next(): Promise<void>;
  /** Brings the request to the server, and its answer to nobody. */
  deliver(): Promise<Delivery>;
  /** Tells the client this instead of the server's answer. */
  answer(status: number, headers: OutgoingHttpHeaders, body: string | Uint8Array): void;
  /** Breaks the connection to the client. */
  reset(): void;
  /** Changes the head of the server's answer on its way to the client; of several rules the first is nearest to the client. */
  onHead(change: (headers: OutgoingHttpHeaders) => OutgoingHttpHeaders): void;
  /** Changes the body of the server's answer on its way to the client. */
  onBody(wrap: (sink: Sink) => Sink): void;
}

export interface Delivery {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sink {
  write(bytes: Uint8Array): void;
  end(): void;
  /** Breaks the connection. */
  reset(): void;
}

/** A server's event stream that a client is reading. */
export interface OpenStream extends Sink {
  readonly path: string;
  readonly search: string;
  /** Half-open: the connection stays up and nothing comes any more. */
  freeze(): void;
}

export interface ProxyEntry {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** The query with its `?`, or empty. */
  readonly search: string;
  /** Milliseconds since the proxy started. */
  readonly atMs: number;
  /** The bearer token, or empty. */
  readonly token: string;
  readonly body: string;
  /** What was done to it, in order; `pass` is nothing. */
  readonly faults: readonly string[];
  /** Times that it was sent to the server. */
  readonly delivered: number;
  /** What the client was told: a status, or what became of the connection. */
  readonly outcome: number | "under way" | "reset" | "client left" | "server away";
}

export type LogEntry = { -readonly [K in Exclude<keyof ProxyEntry, "faults">]: ProxyEntry[K] } & {
  readonly faults: string[];
};

export interface ExchangeOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Filled in as things happen. */
  readonly entry: LogEntry;
  readonly body: Buffer;
  /** Base URL of the server, asked for at each delivery. */
  readonly target: () => string;
  /** What happens to it next; undefined: nothing more, it passes. */
  readonly nextFault: () => Fault | undefined;
  readonly random: Random;
  readonly streams: Set<OpenStream>;
  readonly closing: AbortSignal;
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { request, response, entry, body, target, streams, closing } = options;
  const left = new AbortController();
  const gone = AbortSignal.any([left.signal, closing]);
  let changeHead = (headers: OutgoingHttpHeaders) => headers;
  let wrapBody = (sink: Sink) => sink;
  let isBodyChanged = false;

  response.on("close", () => {
    settle("client left");
    left.abort();
  });

  /** The first outcome is what the client saw. */
  function settle(outcome: LogEntry["outcome"]): void {
    if (entry.outcome === "under way") entry.outcome = outcome;
  }

  function toServer(signal: AbortSignal): Promise<IncomingMessage> {
    entry.delivered += 1;
    const { "accept-encoding": _, connection: __, ...headers } = request.headers;
    return new Promise((resolve, reject) => {
      const url = new URL(request.url ?? "/", target());
      const forwarded = sendRequest(url, { method: entry.method, headers, agent: false, signal }, resolve);
      forwarded.on("error", reject);
      forwarded.end(body);
    });
  }

  async function pass(): Promise<void> {
    const reply = await toServer(gone).catch(() => null);
    if (!reply) {
      if (!gone.aborted) settle("server away");
      return reset();
    }
    const { "transfer-encoding": _, "keep-alive": __, ...headers } = reply.headers;
    if (isBodyChanged) delete headers["content-length"];
    if (gone.aborted) return void reply.destroy();
    response.writeHead(reply.statusCode ?? 502, asLast(changeHead(headers)));
    const sink = wrapBody(openClient(reply));
    reply.on("data", (chunk: Buffer) => sink.write(chunk));
    reply.on("end", sink.end);
    reply.on("error", sink.reset);
  }

  function openClient(reply: IncomingMessage): Sink {
    let isFrozen = false;
    const stream: OpenStream = {
      path: entry.path,
      search: entry.search,
      write: (bytes) => {
        if (!isFrozen && !response.destroyed) response.write(bytes);
      },
      end: () => {
        if (isFrozen) return;
        settle(reply.statusCode ?? 502);
        response.end();
      },
      reset,
      freeze: () => {
        isFrozen = true;
      },
    };
    if (isEventStream(reply)) {
      response.flushHeaders();
      streams.add(stream);
      response.on("close", () => streams.delete(stream));
    }
    return stream;
  }

  function reset(): void {
    settle("reset");
    request.socket.resetAndDestroy();
  }

  const exchange: Exchange = {
    method: entry.method,
    path: entry.path,
    random: options.random,
    gone,
    next: async () => {
      const fault = options.nextFault();
      entry.faults.push(fault?.name ?? "pass");
      await (fault ? fault.apply(exchange) : pass());
    },
    deliver: async () => {
      const reply = await toServer(closing);
      return { status: reply.statusCode ?? 0, headers: reply.headers, body: await readBody(reply) };
    },
    answer: (status, headers, text) => {
      settle(status);
      response.writeHead(status, asLast(headers)).end(text);
    },
    reset,
    onHead: (change) => {
      const before = changeHead;
      changeHead = (headers) => before(change(headers));
    },
    onBody: (wrap) => {
      const before = wrapBody;
      isBodyChanged = true;
      wrapBody = (sink) => wrap(before(sink));
    },
  };
  return exchange;
}

export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** One request for each connection: browsers repeat by themselves what breaks on one that they have used before. */
function asLast(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return { ...headers, connection: "close" };
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("text/event-stream") ?? false;
}
