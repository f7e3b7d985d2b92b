import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventParser, readEvents } from "../../src/backend/sse.ts";

const parse = (...chunks: string[]) => {
  const parser = createEventParser();
  return chunks.flatMap((chunk) => parser(chunk));
};

describe("server-sent events", () => {
  it("reads name and data, joins data lines, and skips comments", () => {
    expect(parse(": hello\nevent: change\ndata: one\ndata:two\nid: 4\n\n")).toEqual([
      { event: "change", data: "one\ntwo" },
    ]);
  });

  it("gives the same events for any line ending and any cut into pieces", () => {
    const events = [
      { event: "ping", data: "{}" },
      { event: "message", data: "ä €\n😀" },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom("\n", "\r", "\r\n"),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (eol, cuts) => {
          const text = `event: ping${eol}data: {}${eol}${eol}data: ä €${eol}data: 😀${eol}${eol}`;
          const chunks: string[] = [];
          let rest = text;
          for (const cut of cuts) {
            chunks.push(rest.slice(0, cut));
            rest = rest.slice(cut);
          }
          expect(parse(...chunks, rest)).toEqual(events);
        },
      ),
    );
  });

  it("drops an event that the end of the stream cut off", () => {
    expect(parse("data: half")).toEqual([]);
    expect(parse("data: half\n")).toEqual([]);
  });

  it("puts characters together that were cut between bytes", async () => {
    const bytes = new TextEncoder().encode("data: 😀\n\n");
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const events = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual([{ event: "message", data: "😀" }]);
  });

  it("stops the stream when the reader leaves early", async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const event of readEvents(body)) {
      expect(event.data).toBe("1");
      break;
    }
    expect(isCancelled).toBe(true);
  });
});
