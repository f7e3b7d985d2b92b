// The agent console's pure rules: lists, alerts, transcript rows, the event stream.

import { expect, test } from "vitest";
import { addAlert, alertTitle, isDue, toCards, type Alert } from "../../demo/console/alerts.ts";
import { mergeConversations, sortIntoLists } from "../../demo/console/lists.ts";
import { quickRepliesProblem, toQuickReplies } from "../../demo/console/quick-replies.ts";
import { firstUnread } from "../../demo/console/new-messages.ts";
import { toCommand, type Keys } from "../../demo/console/shortcuts.ts";
import { readEvents } from "../../demo/console/sse.ts";
import { mainStep } from "../../demo/console/steps.ts";
import { mergeItems, pageChanges, toRows } from "../../demo/console/transcript.ts";
import { waitOf } from "../../demo/console/waits.ts";
import { agoWords, capacityWords, durationWords } from "../../demo/console/words.ts";
import type { AgentNotification } from "../../demo/server/agent-api.ts";
import { conversationOf, messageOf } from "./console-samples.ts";

const RUI = { id: "rui", name: "Rui" };
const MIA = { id: "mia", name: "Mia" };

test("puts first who needs the agent, then active, wrap-up and waiting", () => {
  const lists = sortIntoLists(
    [
      conversationOf({ id: "quiet", state: "waiting", agent: RUI }),
      conversationOf({ id: "ended", state: "wrap-up", agent: RUI }),
      conversationOf({ id: "going", state: "active", agent: RUI }),
      conversationOf({ id: "back", state: "waiting", agent: RUI, returnedAt: "2026-11-22T09:05:00Z" }),
      conversationOf({ id: "hers", state: "active", agent: MIA }),
      conversationOf({ id: "old", state: "closed", agent: RUI }),
    ],
    "rui",
  );
  expect(lists.mine.map(({ id }) => id)).toEqual(["back", "going", "ended", "quiet"]);
  expect(lists.others.map(({ id }) => id)).toEqual(["hers"]);
  expect(lists.closed.map(({ id }) => id)).toEqual(["old"]);
});

test("puts the agent's former customers at the head of the queue, then the longest waiting", () => {
  const lists = sortIntoLists(
    [
      conversationOf({ id: "late", openedAt: "2026-11-22T09:02:00Z" }),
      conversationOf({ id: "early", openedAt: "2026-11-22T09:01:00Z" }),
      conversationOf({ id: "mine-before", openedAt: "2026-11-22T09:03:00Z", lastAgent: RUI }),
    ],
    "rui",
  );
  expect(lists.queue.map(({ id }) => id)).toEqual(["mine-before", "early", "late"]);
});

test("an older copy of a conversation never replaces a newer one", () => {
  const known = mergeConversations(new Map(), [conversationOf({ id: "a", seq: 5, state: "active" })]);
  const merged = mergeConversations(known, [conversationOf({ id: "a", seq: 4, state: "open" })]);
  expect(merged.get("a")?.state).toBe("active");
});

test("`is back` stays the news when messages follow", () => {
  const alerts = [
    notificationOf(1, "customer-returned", null),
    notificationOf(2, "message", "Hello?"),
  ].reduce<readonly Alert[]>(addAlert, []);
  expect(alerts.map((alert) => [alertTitle(alert), alert.text])).toEqual([["Ana is back", "Hello?"]]);
});

test("an alert is due until somebody has dealt with it", () => {
  const [queued] = addAlert([], notificationOf(1, "queued", "Hi"));
  const [returned] = addAlert([], notificationOf(2, "customer-returned", null));
  if (!queued || !returned) throw new Error("no alert");
  expect(isDue(queued, conversationOf({ state: "open" }), "rui")).toBe(true);
  expect(isDue(queued, conversationOf({ state: "active", agent: MIA }), "rui")).toBe(false);
  const waiting = conversationOf({ state: "waiting", agent: RUI, returnedAt: "2026-11-22T09:05:00Z" });
  expect(isDue(returned, waiting, "rui")).toBe(true);
  expect(isDue(returned, { ...waiting, state: "active", returnedAt: null }, "rui")).toBe(false);
});

test("shows each item once, newest copy, in order of its place", () => {
  const first = messageOf({ id: "m1", pos: 1, seq: 1, text: "one" });
  const second = messageOf({ id: "m2", pos: 2, seq: 2 });
  const edited = { ...first, seq: 3, text: "won" };
  expect(mergeItems([second], [edited, first, second]).map(({ text }) => text)).toEqual(["won", "m2"]);
});

test("divides conversations, groups an author's messages and says where the customer went", () => {
  const items = [
    messageOf({ id: "a", pos: 1, conversation: "c1", context: { page: "/" } }),
    messageOf({ id: "b", pos: 2, conversation: "c1", context: { page: "/" } }),
    messageOf({ id: "c", pos: 3, conversation: "c2", context: { page: "/delivery" } }),
  ];
  expect(toRows(items, "Ana").map(({ row }) => row)).toEqual(["day", "divider", "run", "divider", "run"]);
  expect([...pageChanges(items)]).toEqual([
    ["a", "/"],
    ["c", "/delivery"],
  ]);
});

test("takes quick replies from a line with commas of any script, each once, within the server's limits", () => {
  expect(toQuickReplies(" Yes, No,, Yes ،نعم，好")).toEqual(["Yes", "No", "نعم", "好"]);
  expect(toQuickReplies(" , ")).toEqual([]);
  expect(quickRepliesProblem(["😀".repeat(80)])).toBeNull();
  expect(quickRepliesProblem(["😀".repeat(81)])).toBe("A quick reply has at most 80 characters.");
  expect(quickRepliesProblem(toQuickReplies("1,2,3,4,5,6,7,8,9,10,11"))).toBe("At most 10 quick replies.");
});

test("reads events whose bytes arrive in any pieces, and passes over what is not JSON", async () => {
  const bytes = new TextEncoder().encode(
    'event: me\ndata: {"name":"Zoë"}\n\n: ping\n\nevent: x\ndata: <html>\n\n',
  );
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events = [];
  for await (const event of readEvents(body, { silenceMs: 5_000 })) events.push(event);
  expect(events).toEqual([{ event: "me", data: { name: "Zoë" } }]);
});

test("shows who came back first, and all that is new in the queue as one, which leads to the longest waiting", () => {
  const alerts = [
    notificationOf(1, "queued", "Hi", "bob"),
    notificationOf(2, "customer-returned", null, "ana"),
    notificationOf(3, "queued", "Hello", "mia"),
  ].reduce<readonly Alert[]>(addAlert, []);
  expect(toCards(alerts).map(({ title, text, conversation }) => [title, text, conversation])).toEqual([
    ["ana is back", null, "cv_ana"],
    ["2 new in the queue", "bob, mia", "cv_bob"],
  ]);
});

test("a key is a shortcut with its modifier only, `?` alone where that is wanted, none while text is composed", () => {
  const press = (keys: Partial<Keys>, allowsPlain = true) => toCommand({ ...NO_KEYS, ...keys }, allowsPlain);
  expect(press({ key: "j", code: "KeyJ", altKey: true })).toBe("alert");
  // Option+J on a Mac.
  expect(press({ key: "∆", code: "KeyJ", altKey: true })).toBe("alert");
  expect(press({ key: "j", code: "KeyJ" })).toBeNull();
  // AltGr.
  expect(press({ key: "x", code: "KeyX", altKey: true, ctrlKey: true })).toBeNull();
  expect(press({ key: "ArrowDown", altKey: true })).toBe("next");
  expect(press({ key: "Enter", metaKey: true })).toBe("main-step");
  expect(press({ key: "?", shiftKey: true })).toBe("list");
  expect(press({ key: "?", shiftKey: true }, false)).toBeNull();
  expect(press({ key: "/", ctrlKey: true }, false)).toBe("list");
  expect(press({ key: "Escape", isComposing: true })).toBeNull();
});

test("counts the wait from the queue, from the return or from what was not answered", () => {
  const said = { text: "Hi", role: "customer", at: "2026-11-22T09:30:00Z" } as const;
  const openedAt = "2026-11-20T09:00:00Z";
  const since = (known: Parameters<typeof conversationOf>[0]) =>
    waitOf(conversationOf({ openedAt, ...known }))?.since;
  expect(since({ lastMessage: said })).toBe(openedAt);
  expect(since({ lastMessage: said, lastAgent: MIA })).toBe(said.at);
  expect(since({ state: "active", agent: RUI, lastMessage: said })).toBe(said.at);
  expect(since({ state: "active", agent: RUI, lastMessage: { ...said, role: "agent" } })).toBeUndefined();
  expect(since({ state: "waiting", agent: RUI, lastMessage: said })).toBeUndefined();
  expect(since({ state: "waiting", agent: RUI, returnedAt: said.at })).toBe(said.at);
  const now = Date.parse(said.at);
  expect([-5, 30, 90, 7_300, 90_000, 200_000].map((s) => durationWords(said.at, now + s * 1000))).toEqual([
    null,
    null,
    "1 min",
    "2 h",
    "1 day",
    "2 days",
  ]);
  expect(agoWords(said.at, now)).toBe("just now");
});

test("says what frees a place when none is left, and that those who wait take none", () => {
  expect(capacityWords({ used: 5, max: 5 }, 0)).toContain("to free a place");
  expect(capacityWords({ used: 2, max: 5 }, 3)).toBe("The 3 waiting ones use none of your places.");
  expect(capacityWords({ used: 2, max: 5 }, 0)).toBeNull();
});

test("offers one step first, which follows from the state and from who has it", () => {
  const step = (known: Parameters<typeof conversationOf>[0]) => mainStep(conversationOf(known), "rui")?.words;
  expect(step({ state: "open" })).toBe("Accept");
  expect(step({ state: "active", agent: RUI })).toBeUndefined();
  expect(step({ state: "waiting", agent: RUI })).toBe("Pick up");
  expect(step({ state: "waiting", agent: MIA })).toBe("Take over");
  expect(step({ state: "wrap-up", agent: RUI })).toBe("Finish wrap-up");
  expect(step({ state: "wrap-up", agent: MIA })).toBeUndefined();
});

test("what is new begins at the first unread message, unless nothing stands before it", () => {
  const items = [1, 2, 3].map((pos) => messageOf({ id: `m${pos}`, pos }));
  expect(firstUnread(items, 2)).toBe(2);
  expect(firstUnread(items, 3)).toBeNull();
  expect(firstUnread(items, 0)).toBeNull();
});

const NO_KEYS: Keys = {
  key: "",
  code: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
};

function notificationOf(
  id: number,
  kind: AgentNotification["kind"],
  text: string | null,
  name?: string,
): AgentNotification {
  return {
    id,
    kind,
    text,
    conversation: name ? `cv_${name}` : "cv_1",
    customer: { id: name ?? "ana", name: name ?? "Ana" },
    at: "2026-11-22T09:00:00Z",
  };
}
