// Server-sent events out of a byte stream, after the WHATWG HTML standard, section 9.2.6. Knows nothing of chat.

export interface ServerSentEvent {
  /** `message` when the server named none. */
  readonly event: string;
  readonly data: string;
}

/** Yields each complete event; an event cut off by the end of the stream is dropped, as the standard says. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const parser = createEventParser();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Stops the request when the consumer leaves early; fails only when the stream has ended, which is what we want.
    await reader.cancel().catch(() => undefined);
  }
}

/** Takes text in pieces of any size and gives back the events that became complete. */
export function createEventParser(): (chunk: string) => ServerSentEvent[] {
  let line: string[] = [];
  let afterCr = false;
  let event = "";
  let data: string[] = [];

  return (chunk) => {
    const events: ServerSentEvent[] = [];
    let start = afterCr && chunk.startsWith("\n") ? 1 : 0;
    if (chunk !== "") afterCr = false;
    for (const end of chunk.matchAll(/\r\n|\r|\n/g)) {
      if (end.index < start) continue;
      line.push(chunk.slice(start, end.index));
      start = end.index + end[0].length;
      afterCr = end[0] === "\r" && start === chunk.length;
      const complete = takeLine(line.join(""));
      line = [];
      if (complete) events.push(complete);
    }
    // Pieces of an unfinished line are joined once, when it ends: a long one in small chunks stays cheap.
    if (start < chunk.length) line.push(chunk.slice(start));
    return events;
  };

  function takeLine(line: string): ServerSentEvent | null {
    if (line === "") return dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
    return null;
  }

  function dispatch(): ServerSentEvent | null {
    const complete = data.length > 0 ? { event: event || "message", data: data.join("\n") } : null;
    event = "";
    data = [];
    return complete;
  }
}
