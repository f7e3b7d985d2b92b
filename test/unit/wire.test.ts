import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDelta, parseNewestPage, parseSendResult, parseSession } from "../../src/backend/wire.ts";
import { ChatError } from "../../src/errors.ts";

const item = {
  id: "m_1",
  pos: 3,
  seq: 4,
  conversation: "cv_1",
  kind: "message",
  author: { role: "agent", id: "rui", name: "Rui" },
  clientId: null,
  at: "2026-11-22T06:49:58Z",
  text: "On it.",
  format: "plain",
  editedAt: null,
};
const page = (...items: unknown[]) => ({ items, before: null, cursor: "e1.4", conversation: null });

describe("what a backend answers", () => {
  it("never gets in unchecked: any JSON is parsed or refused as a bad response", () => {
    const outcome = (parse: (json: unknown) => unknown, json: unknown) => {
      try {
        parse(json);
        return "parsed";
      } catch (error) {
        return error instanceof ChatError ? error.code : error;
      }
    };
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        for (const parse of [parseSession, parseNewestPage, parseDelta, parseSendResult])
          expect(["parsed", "bad-response"]).toContain(outcome(parse, json));
      }),
    );
  });

  it("keeps known keys only, whatever a reply smuggles in", () => {
    const hostile = JSON.parse(
      JSON.stringify(page(item)).replace('"kind"', '"__proto__":{"polluted":1},"toJSON":2,"extra":3,"kind"'),
    ) as unknown;
    const [parsed] = parseNewestPage(hostile).items;
    expect(Object.keys(parsed ?? {})).not.toContain("extra");
    expect(parsed).not.toHaveProperty("polluted");
    expect(parsed).toMatchObject({ text: "On it.", pos: 3 });
  });

  it.each([
    ["a pos that is no whole number", { ...item, pos: 1.5 }],
    ["a pos beyond 2^53", { ...item, pos: 2 ** 53 }],
    ["a negative seq", { ...item, seq: -1 }],
    ["a text that is no string", { ...item, text: 7 }],
    ["an author that is no object", { ...item, author: "rui" }],
  ])("refuses %s", (_, broken) => {
    expect(() => parseNewestPage(page(broken))).toThrow(ChatError);
  });

  it("leaves out items, notices and authors of kinds that only newer servers know", () => {
    const items = [
      { ...item, kind: "poll" },
      { ...item, kind: "notice", notice: "moon-phase" },
      { ...item, author: { role: "oracle", id: "x", name: "x" } },
      item,
    ];
    expect(parseNewestPage(page(...items)).items).toHaveLength(1);
  });

  it("believes a client id only on the customer's own messages", () => {
    const [parsed] = parseNewestPage(page({ ...item, clientId: "stolen" })).items;
    expect(parsed).toMatchObject({ clientId: null });
  });

  it("takes a session without capabilities as one that can only poll text", () => {
    const session = parseSession({ customer: { id: "ana" }, conversation: null, head: "e1.0" });
    expect(session.capabilities).toEqual({
      live: [],
      receipts: false,
      presence: false,
      hours: null,
      limits: { textChars: 4000, sendPerMinute: null },
    });
    expect(session).toMatchObject({ customer: { id: "ana", name: "ana" }, unread: null });
  });
});
