import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseDelta,
  parseNewestPage,
  parseOlderPage,
  parseSendResult,
  parseSession,
} from "../../src/backend/wire.ts";
import { ChatError } from "../../src/errors.ts";
import { hostileJson, spoiled } from "../support/hostile.ts";

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
  attachments: [{ id: "at_1", name: "a.png", type: "image/png", bytes: 70, scan: "clean" }],
  quickReplies: ["Yes"],
  editedAt: null,
};
const page = (...items: unknown[]) => ({ items, before: null, cursor: "e1.4", conversation: null });

const conversation = {
  id: "cv_1",
  seq: 4,
  state: "waiting",
  agent: { id: "rui", name: "Rui", avatarUrl: null },
  customerRead: 3,
  agentRead: 2,
  rating: { score: 4, comment: "Quick" },
  openedAt: "2026-11-20T09:12:04Z",
  closedAt: null,
};
const notice = { ...item, kind: "notice", notice: "agent-joined", agent: { id: "rui", name: "Rui" } };
const { text: _, ...deleted } = { ...item, deleted: true };
const items = [item, notice, deleted];
const session = {
  customer: { id: "ana", name: "Ana" },
  workstream: { id: "support", mode: "persistent" },
  conversation,
  head: "e1.4",
  unread: 2,
  capabilities: {
    live: ["sse", "longPoll"],
    receipts: true,
    presence: true,
    edit: true,
    typing: true,
    rating: { max: 5 },
    attachments: { maxBytes: 5_000_000, types: ["image/*"] },
    hours: { open: false, opensAt: "2026-11-23T09:00:00Z", timeZone: "Europe/Lisbon" },
    limits: { textChars: 4000, sendPerMinute: null },
  },
};

/** Every key that the model has. */
const known = new Set(
  `customer id name workstream mode conversation seq state agent avatarUrl customerRead agentRead rating score comment typing max openedAt closedAt head unread
  capabilities live receipts presence edit hours open opensAt timeZone limits textChars sendPerMinute items before cursor from more item pos kind at
  author role clientId deleted text format quickReplies editedAt notice agentName attachments maxBytes types type bytes scan`.split(
    /\s+/,
  ),
);

/** Plain objects and lists of known keys with primitive values, all the way down. */
function isModel(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  if (Array.isArray(value)) return value.every(isModel);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Reflect.ownKeys(value).every(
    (key) => typeof key === "string" && known.has(key) && isModel((value as Record<string, unknown>)[key]),
  );
}

/** `a model`, the code of a ChatError, or whatever else came of it. */
function outcome(parse: (json: unknown) => unknown, json: unknown): unknown {
  try {
    return isModel(parse(json)) ? "a model" : "something of the reply's own";
  } catch (error) {
    return error instanceof ChatError ? error.code : error;
  }
}

describe("what a backend answers", () => {
  it.each([
    ["session", parseSession, session],
    ["newest page", parseNewestPage, { items, before: "e1.2", cursor: "e1.4", conversation }],
    ["older page", parseOlderPage, { items, before: null }],
    ["delta", parseDelta, { from: "e1.2", items, cursor: "e1.4", more: true, conversation }],
    ["sent message", parseSendResult, { item, conversation }],
  ])(
    "as a %s becomes a model of known keys, or is refused as a bad response, whatever is in it",
    (...row) => {
      const [, parse, sound] = row;
      expect(outcome(parse, sound)).toBe("a model");
      const untouched = Reflect.ownKeys(Object.prototype);
      fc.assert(
        fc.property(fc.oneof({ arbitrary: spoiled(sound), weight: 9 }, hostileJson), (json) => {
          expect(["a model", "bad-response"]).toContain(outcome(parse, json));
          expect(Reflect.ownKeys(Object.prototype)).toEqual(untouched);
        }),
        { numRuns: 500 },
      );
    },
  );

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

  it("takes of the quick replies what is a text, each once, and ten at most", () => {
    const replies = (quickReplies: unknown) => parseNewestPage(page({ ...item, quickReplies })).items[0];
    const many = Array.from({ length: 12 }, (_, at) => `${at}`);
    expect(replies(["Yes", 7, " ", null, "Yes", { text: "No" }, "No"])).toMatchObject({
      quickReplies: ["Yes", "No"],
    });
    expect(replies(many)).toMatchObject({ quickReplies: many.slice(0, 10) });
    for (const none of [undefined, null, "Yes", {}])
      expect(replies(none)).toMatchObject({ quickReplies: [] });
  });

  it("believes a client id only on the customer's own messages", () => {
    const [parsed] = parseNewestPage(page({ ...item, clientId: "stolen" })).items;
    expect(parsed).toMatchObject({ clientId: null });
  });

  it("takes a scan that only newer servers know for one that is not over", () => {
    const attachments = [{ id: "at_1", name: "a.png", scan: "quarantined" }];
    const [parsed] = parseNewestPage(page({ ...item, attachments })).items;
    expect(parsed).toMatchObject({ attachments: [{ scan: "pending" }] });
  });

  it("takes a session without capabilities as one that can only poll text", () => {
    const session = parseSession({ customer: { id: "ana" }, conversation: null, head: "e1.0" });
    expect(session.capabilities).toEqual({
      live: [],
      receipts: false,
      presence: false,
      edit: false,
      typing: false,
      rating: null,
      attachments: null,
      hours: null,
      limits: { textChars: 4000, sendPerMinute: null },
    });
    expect(session).toMatchObject({ customer: { id: "ana", name: "ana" }, unread: null });
  });
});
