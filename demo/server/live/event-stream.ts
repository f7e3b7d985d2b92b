// A server-sent event stream's life: pings, an announced end, and a pump that pulls whenever it is woken. Knows no event of ours.

import { createAlarm } from "./alarm.ts";

export interface StreamTimes {
  /** A sign of life. Default 15 s. */
  readonly pingMs: number;
  /** The longest that a stream lives; the server says `bye` first. Default 4 min. */
  readonly lifeMs: number;
}

export type Emit = (event: string, data: unknown, id?: string) => Promise<void>;

export interface StreamSource {
  /** Starts listening; the returned function stops it. */
  subscribe(wake: () => void): () => void;
  /** Emits what is new. Called once at the start, then after each wake and each ping. */
  pull(emit: Emit): Promise<void>;
  onPing?(): Promise<void>;
  onEnd?(): Promise<void>;
}

export interface StreamOptions extends StreamTimes {
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
  /** Aborted when the server shuts down. */
  readonly closing: AbortSignal;
  readonly onError: (error: unknown) => void;
}

const RETRY_AFTER_S = 2;
const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  // Proxies of the nginx family would hold events back.
  "X-Accel-Buffering": "no",
};

export function eventStream(source: StreamSource, options: StreamOptions): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  // A client that left breaks the writer; the pump notices at its next write.
  writer.closed.catch(() => {});
  void pump(source, writer, options);
  return new Response(readable, { headers: HEADERS });
}

async function pump(
  source: StreamSource,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  options: StreamOptions,
): Promise<void> {
  const alarm = createAlarm();
  let over = false;
  let pingDue = true;
  const end = () => {
    over = true;
    alarm.ring();
  };
  const pings = setInterval(() => {
    pingDue = true;
    alarm.ring();
  }, options.pingMs);
  const life = setTimeout(end, options.lifeMs);
  options.closing.addEventListener("abort", end);
  options.gone.addEventListener("abort", alarm.ring);
  if (options.closing.aborted) over = true;

  // Subscribed before the first pull: what happens in between rings the alarm.
  const unsubscribe = source.subscribe(alarm.ring);
  const emit: Emit = (event, data, id) => writer.write(encode(event, data, id));
  try {
    while (!options.gone.aborted) {
      if (pingDue) {
        pingDue = false;
        await emit("ping", {});
        await source.onPing?.();
      }
      await source.pull(emit);
      if (over) {
        await emit("bye", { retryAfter: RETRY_AFTER_S });
        break;
      }
      await alarm.rung();
    }
    await writer.close();
  } catch (error) {
    if (!options.gone.aborted) options.onError(error);
    await writer.abort().catch(() => {}); // the reader has left already
  } finally {
    clearInterval(pings);
    clearTimeout(life);
    options.closing.removeEventListener("abort", end);
    options.gone.removeEventListener("abort", alarm.ring);
    unsubscribe();
    await source.onEnd?.().catch(options.onError);
  }
}

function encode(event: string, data: unknown, id: string | undefined): Uint8Array {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return Buffer.from(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}
