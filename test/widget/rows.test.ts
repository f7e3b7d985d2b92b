// What the transcript shows of items and pending messages.

import { expect, test } from "vitest";
import { ChatError } from "../../src/errors.ts";
import { createDates } from "../../src/widget/dates.ts";
import { ItemList } from "../../src/model/item-list.ts";
import type { Item } from "../../src/model/item.ts";
import type { MessageRow } from "../../src/widget/row.ts";
import { createRows, type RowsInput } from "../../src/widget/rows.ts";
import { en } from "../../src/widget/strings.ts";
import { aMessage, aNotice, aPending } from "./fake-chat.ts";

const dates = createDates(en);
const at = (daysAgo: number, hour: number, minute = 0) => {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  day.setHours(hour, minute, 0, 0);
  return day.toISOString();
};

type Input = Partial<Omit<RowsInput, "items"> & { items: readonly Item[] }>;

/** All rows of all entries. */
function rowsOf({ items = [], ...input }: Input) {
  const none = { pending: [], newAfter: null, agentRead: null, complete: true };
  const rows = createRows({ ...none, strings: en, dates, ...input, items: ItemList.of(items) });
  return Array.from({ length: rows.length }, (_, index) => rows.at(index)).flat();
}
const wordsOf = (input: Input) => rowsOf(input).map((row) => row.text);
const messagesOf = (input: Input) => rowsOf(input).filter((row): row is MessageRow => row.type === "message");

test("separates days in words: today, yesterday, the weekday, then the date", () => {
  const items = [
    aMessage("rui", "long ago", { at: "2020-03-04T12:00:00Z" }),
    aMessage("rui", "this week", { at: at(3, 12) }),
    aMessage("rui", "a day ago", { at: at(1, 12) }),
    aMessage("rui", "now", { at: at(0, 0, 1) }),
    aMessage("rui", "still now", { at: at(0, 0, 2) }),
  ];
  const weekday = new Date(at(3, 12)).toLocaleDateString(dates.locale, { weekday: "long" });
  const days = rowsOf({ items }).filter((row) => row.type === "day");
  expect(days.map((row) => row.text).slice(1)).toEqual([weekday, "Yesterday", "Today"]);
  expect(days[0]?.text).toContain("2020");
});

test("names no day again for a message that was held back and stands below newer ones", () => {
  const items = [aMessage("rui", "today's", { at: at(0, 0, 1) })];
  const pending = [
    aPending("held", { state: "held", at: at(2, 12) }),
    aPending("by a clock that runs ahead", { at: at(-1, 12) }),
    aPending("after it was put right", { at: at(0, 0, 2) }),
  ];
  const rows = rowsOf({ items, pending });
  expect(rows.filter((row) => row.type === "day")).toHaveLength(2);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});

test("divides conversations also where no notice tells of it, with the day, and joins no messages over it", () => {
  const items = [
    aMessage("rui", "Bye", { at: at(3, 9) }),
    aMessage("rui", "Welcome back", { at: at(3, 9, 1), conversation: "cv_2" }),
    aMessage("rui", "Again", { at: at(0, 0, 1), conversation: "cv_3" }),
    aMessage("rui", "How are you?", { at: at(0, 0, 2), conversation: "cv_3" }),
  ];
  expect(wordsOf({ items }).slice(1)).toEqual([
    "Bye",
    `New conversation, ${dates.date(at(3, 9))}`,
    "Welcome back",
    "New conversation, today",
    "Again",
    "How are you?",
  ]);
  expect(messagesOf({ items }).map(({ first }) => first)).toEqual([true, true, true, false]);
  expect(new Set(rowsOf({ items }).map(({ key }) => key)).size).toBe(7);
});

test("divides conversations, but not before the first one", () => {
  const items = [
    aNotice("opened", { at: at(3, 9) }),
    aMessage("ana", "first", { at: at(3, 9) }),
    aNotice("closed", { at: at(3, 10) }),
    aNotice("opened", { at: at(3, 11) }),
    aMessage("ana", "second", { at: at(3, 11) }),
    aNotice("opened", { at: at(0, 0, 1) }),
    aMessage("ana", "third", { at: at(0, 0, 1) }),
  ];
  expect(wordsOf({ items }).slice(1)).toEqual([
    "first",
    "Rui ended this conversation",
    `New conversation, ${dates.date(at(3, 11))}`,
    "second",
    "New conversation, today",
    "third",
  ]);
});

test("says what happened in words", () => {
  const items = [
    aNotice("agent-joined"),
    aNotice("waiting"),
    aNotice("resumed"),
    aNotice("agent-changed", { agentName: "Marta" }),
    aNotice("closed", { agentName: null }),
    aNotice("text", { text: "Parcels are late today." }),
  ];
  expect(wordsOf({ items }).slice(1)).toEqual([
    "Rui joined",
    "Rui stepped away; write whenever you like",
    "Rui is here again",
    "Marta took over",
    "The conversation has ended",
    "Parcels are late today.",
  ]);
});

test("never shows queue positions and waiting times", () => {
  const items = [
    aNotice("queue-position", { text: "You are number 3" }),
    aNotice("wait-time", { text: "9 min" }),
  ];
  expect(rowsOf({ items })).toEqual([]);
});

test("drops notices of kinds that it does not know", () => {
  expect(rowsOf({ items: [aNotice("confetti" as "text", { text: "!" })] })).toEqual([]);
});

test("groups what one author wrote in one go", () => {
  const items = [
    aMessage("rui", "a", { at: at(0, 0, 1) }),
    aMessage("rui", "b", { at: at(0, 0, 2) }),
    aMessage("ana", "c", { at: at(0, 0, 2) }),
    aMessage("rui", "d", { at: at(0, 0, 3) }),
    aMessage("rui", "e", { at: at(0, 0, 30) }),
  ];
  const shape = messagesOf({ items }).map(
    ({ text, first, last }) => `${text}${first ? " first" : ""}${last ? " last" : ""}`,
  );
  expect(shape).toEqual(["a first", "b last", "c first last", "d first last", "e first last"]);
});

test("says what became of the last own message only", () => {
  const items = [aMessage("ana", "a"), aMessage("ana", "b"), aMessage("rui", "c")];
  expect(messagesOf({ items }).map((row) => row.status)).toEqual([null, "sent", null]);
  const agentRead = items[1]?.pos ?? 0;
  expect(messagesOf({ items, agentRead }).map((row) => row.status)).toEqual([null, "read", null]);
});

test("says each state of unsent messages, and every failure", () => {
  const pending = [
    aPending("refused", { state: "failed", failure: new ChatError("rejected", "no") }),
    aPending("going", { state: "sending" }),
    aPending("kept"),
    aPending("not kept", { saved: false }),
  ];
  const states = messagesOf({ items: [aMessage("ana", "done")], pending }).map((row) => row.status);
  expect(states).toEqual([null, "failed", "sending", "queued", "unsaved"]);
});

test("offers the quick replies of the newest message by somebody else, until the customer writes", () => {
  const quickReplies = ["Yes", "No"];
  const asked = aMessage("rui", "Now?", { quickReplies });
  const offered = (items: readonly Item[], pending: Input["pending"] = []) =>
    messagesOf({ items, pending }).flatMap((row) => row.replies);
  const before = [aMessage("rui", "Before?", { quickReplies: ["Before"] }), aMessage("ana", "a"), asked];
  expect(offered(before)).toEqual(quickReplies);
  expect(offered([...before, aNotice("waiting")])).toEqual(quickReplies);
  const bot = { role: "bot", id: "bot", name: "Bot" } as const;
  expect(offered([...before, aMessage("rui", "Then?", { author: bot, quickReplies: ["Then"] })])).toEqual([
    "Then",
  ]);
  expect(offered([...before, aMessage("rui", "Never mind")])).toEqual([]);
  expect(offered([...before, aMessage("ana", "Yes")])).toEqual([]);
  expect(offered(before, [aPending("Yes")])).toEqual([]);
  expect(offered([...before, aNotice("closed")])).toEqual([]);
});

test("leaves a row as it is when another message comes that does not concern it", () => {
  const items = [aMessage("rui", "a", { at: at(0, 0, 1) })];
  const more = [...items, aMessage("rui", "b", { at: at(0, 0, 30) })];
  const [before] = messagesOf({ items });
  const [after] = messagesOf({ items: more });
  for (const field of Object.keys(before ?? {}) as (keyof MessageRow)[])
    expect([field, after?.[field] === before?.[field]]).toEqual([field, true]);
});

test("keeps a message's key when the server confirms it", () => {
  const pending = aPending("hello");
  const before = messagesOf({ pending: [pending] })[0];
  const after = messagesOf({ items: [aMessage("ana", "hello", { clientId: pending.id })] })[0];
  expect(after?.key).toBe(before?.key);
});

test("marks where new messages begin, at the first by somebody else", () => {
  const items = [
    aMessage("rui", "old"),
    aMessage("ana", "mine"),
    aMessage("rui", "new"),
    aMessage("rui", "newer"),
  ];
  expect(wordsOf({ items, newAfter: items[0]?.pos ?? 0 }).slice(1)).toEqual([
    "old",
    "mine",
    "New messages",
    "new",
    "newer",
  ]);
});

test("does not guess where new messages begin while older ones are missing", () => {
  const items = [aMessage("rui", "maybe new")];
  expect(wordsOf({ items, newAfter: 1, complete: false })).not.toContain("New messages");
});
