// What can happen to an event stream on its way: held, cut, chopped, shuffled. For rules on `/v1/stream`.

import type { Fault, Sink } from "./fault-exchange.ts";
import { seededRandom } from "./seeded-random.ts";

/** One event as the server wrote it: its lines, without the empty one at the end. */
export interface RawEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

export const streamPath = "/v1/stream";

/** Only the head comes, then nothing, while the connection stays up. */
export const halfOpen = (): Fault => onBody("half-open", (sink) => ({ ...silent, reset: sink.reset }));

/** A proxy that waits for the end of the answer before it passes anything on, head included. */
export const buffered = (): Fault => ({
  name: "buffered",
  apply: async (exchange) => {
    const { status, headers, body } = await exchange.deliver();
    const { "transfer-encoding": _, ...own } = headers;
    if (!exchange.gone.aborted) exchange.answer(status, own, body);
  },
});

/** In pieces of so many bytes; whoever reads slowly gets several at once. */
export const chop = (sizeBytes: number): Fault =>
  inPieces(`chop ${sizeBytes}`, (bytes) =>
    Array.from({ length: Math.ceil(bytes.length / sizeBytes) }, (_, n) =>
      bytes.subarray(n * sizeBytes, (n + 1) * sizeBytes),
    ),
  );

/** In pieces that end after the first byte of each character beyond ASCII, and between CR and LF; one by one for any reader. */
export const splitInside = (): Fault =>
  inPieces(
    "split inside",
    (bytes) => {
      const ends = [...bytes.keys()].filter((at) => (bytes[at] ?? 0) >= 0xc0 || bytes[at] === 0x0d);
      return [...ends, bytes.length - 1].map((end, n) => bytes.subarray((ends[n - 1] ?? -1) + 1, end + 1));
    },
    5,
  );

/** Lines end as they do on Windows. */
export const crlf = (): Fault =>
  onBody("crlf", (sink) => ({
    ...sink,
    write: (bytes) =>
      sink.write(Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("\n", "\r\n"), "latin1")),
  }));

/** The connection breaks in the middle of the `nth` change; `inside`: between the bytes of its first character beyond ASCII. */
export const cutInChange = (inside: "event" | "character", nth = 1): Fault => {
  let seen = 0;
  return onBody(`cut in ${inside}`, (sink) => {
    let isCut = false;
    const cut = perEvent(sink, (raw) => {
      if (isCut) return;
      seen += raw.event === "change" ? 1 : 0;
      const bytes = encodeEvent(raw);
      if (raw.event !== "change" || seen !== nth) return sink.write(bytes);
      isCut = true;
      const letter = bytes.findIndex((byte) => byte >= 0x80);
      const at = inside === "character" && letter >= 0 ? letter + 1 : Math.floor(bytes.length / 2);
      sink.write(bytes.subarray(0, at));
      // After the piece has left, so that the client has read it when the connection breaks.
      setTimeout(sink.reset, 20);
    });
    return { ...cut, end: () => (isCut ? undefined : sink.end()) };
  });
};

/** Each event becomes the events that `change` makes of it. */
export const changeEvents = (name: string, change: (event: RawEvent) => readonly RawEvent[]): Fault =>
  onBody(name, (sink) =>
    perEvent(sink, (raw) => {
      for (const event of change(raw)) sink.write(encodeEvent(event));
    }),
  );

/** Some come twice, some late and out of order, some never, some long ago once more, and some begin where the client never was. */
export const shuffled = (seed: number): Fault => {
  const random = seededRandom(seed);
  const old: RawEvent[] = [];
  let held: RawEvent | null = null;
  return changeEvents("shuffled", (raw) => {
    if (raw.event !== "change") return [raw];
    if (random.chance(0.15)) return []; // lost, so that the next one begins where the client is not
    old.push(raw);
    const late = held;
    held = null;
    if (!late && random.chance(0.3)) {
      held = raw;
      return [];
    }
    const extra = random.pick([[], [raw], [random.pick(old)], [foreign(raw)]]);
    return random.chance(0.5)
      ? [raw, ...(late ? [late] : []), ...extra]
      : [...extra, raw, ...(late ? [late] : [])];
  });
};

/** The event, but it begins at a cursor that the client does not have. */
export function foreign(raw: RawEvent): RawEvent {
  const data = JSON.parse(raw.data) as { from: string; cursor: string };
  return { ...raw, data: JSON.stringify({ ...data, from: `${data.from}9`, cursor: `${data.cursor}9` }) };
}

export function encodeEvent({ event, id, data }: RawEvent): Buffer {
  return Buffer.from(`event: ${event}\n${id === null ? "" : `id: ${id}\n`}data: ${data}\n\n`);
}

const silent: Pick<Sink, "write" | "end"> = { write: () => undefined, end: () => undefined };

function onBody(name: string, wrap: (sink: Sink) => Sink): Fault {
  return {
    name,
    apply: async (exchange) => {
      exchange.onBody(wrap);
      await exchange.next();
    },
  };
}

/** The reference backend's own way of writing events is all that is read here. */
function perEvent(sink: Sink, take: (event: RawEvent) => void): Sink {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    write: (bytes) => {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) take(parseEvent(block));
    },
    end: sink.end,
    reset: sink.reset,
  };
}

function parseEvent(block: string): RawEvent {
  const lines = block.split("\n");
  const field = (name: string) =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  return { event: field("event") ?? "message", id: field("id"), data: field("data") ?? "" };
}

/** One piece for each turn of the event loop, or each pause: written together they would arrive together. */
function inPieces(name: string, cut: (bytes: Buffer) => readonly Buffer[], pauseMs = 0): Fault {
  return onBody(name, (sink) => {
    const waiting: (() => void)[] = [];
    const next = () => (pauseMs > 0 ? setTimeout(run, pauseMs) : setImmediate(run));
    const run = () => {
      waiting.shift()?.();
      if (waiting.length > 0) next();
    };
    const add = (task: () => void) => {
      waiting.push(task);
      if (waiting.length === 1) next();
    };
    return {
      write: (bytes) => {
        for (const piece of cut(Buffer.from(bytes))) add(() => sink.write(piece));
      },
      end: () => add(sink.end),
      reset: sink.reset,
    };
  });
}
