// Server-sent events read from a fetch body, which unlike EventSource may carry a bearer token. Knows nothing of chat.

import { createEventParser, type ServerSentEvent } from "../../src/backend/sse.ts";

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Ends when the body ends or fails, or after `silenceMs` without a byte: the reader reconnects in all three cases alike. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  options: { readonly silenceMs: number },
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parse = createEventParser();
  try {
    for (;;) {
      const chunk = await readWithin(reader, options.silenceMs);
      if (chunk === null) return;
      for (const complete of parse(decoder.decode(chunk, { stream: true }))) {
        const event = toServerEvent(complete);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it may have ended, which is what we want
  }
}

async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMs: number,
): Promise<Uint8Array | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, silenceMs, null);
  });
  try {
    return await Promise.race([reader.read().then(({ value }) => value ?? null), silence]);
  } catch {
    return null; // broken off: the same as ended
  } finally {
    clearTimeout(timer);
  }
}

/** Data that is not JSON is nothing of ours. */
function toServerEvent({ event, data }: ServerSentEvent): ServerEvent | null {
  try {
    return { event, data: JSON.parse(data) as unknown };
  } catch {
    return null;
  }
}
