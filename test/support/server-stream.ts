// Reads a server's event stream in a test, event by event.

import type { Body, Caller } from "./server.ts";

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Body;
}

export interface EventReader {
  readonly response: Response;
  /** The next event; null when the stream has ended. Pings are left out unless `pings`. */
  next(): Promise<ServerSentEvent | null>;
  /** The next event of that name; others are skipped. */
  nextOf(event: string): Promise<ServerSentEvent>;
  close(): void;
}

export async function openStream(
  caller: Caller,
  path: string,
  { pings = false }: { readonly pings?: boolean } = {},
): Promise<EventReader> {
  const gone = new AbortController();
  const response = await caller.request(path, { signal: gone.signal });
  if (response.status !== 200 || !response.body) throw new Error(`No stream: ${response.status}`);
  const events = readEvents(response.body);
  const next = async (): Promise<ServerSentEvent | null> => {
    for (;;) {
      const { value, done } = await events.next();
      if (done) return null;
      if (pings || value.event !== "ping") return value;
    }
  };
  const nextOf = async (name: string): Promise<ServerSentEvent> => {
    for (;;) {
      const event = await next();
      if (!event) throw new Error(`The stream ended before ${name}`);
      if (event.event === name) return event;
    }
  };
  return { response, next, nextOf, close: () => gone.abort() };
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, undefined> {
  let rest = "";
  for await (const chunk of body.pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  )) {
    rest += chunk;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) yield parseBlock(block);
  }
}

function parseBlock(block: string): ServerSentEvent {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { event: field("event") ?? "message", id: field("id"), data: JSON.parse(field("data") ?? "null") };
}
