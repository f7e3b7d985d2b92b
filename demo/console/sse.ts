// Server-sent events read from a fetch body, which unlike EventSource may carry a bearer token. Knows nothing of chat.

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
  let rest = "";
  try {
    for (;;) {
      const chunk = await readWithin(reader, options.silenceMs);
      if (chunk === null) return;
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
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
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** A block that is only a comment, or whose data is not JSON, is no event. */
export function parseBlock(block: string): ServerEvent | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value ?? event;
    if (field === "data") data.push(value ?? "");
  }
  if (data.length === 0) return event === "message" ? null : { event, data: null };
  try {
    return { event, data: JSON.parse(data.join("\n")) as unknown };
  } catch {
    return null;
  }
}
