// The agent console's pure rules: lists, alerts, transcript rows, the event stream.

import { expect, test } from "vitest";
import { addAlert, alertTitle, isDue, type Alert } from "../../demo/console/alerts.ts";
import { mergeConversations, sortIntoLists } from "../../demo/console/lists.ts";
import { quickRepliesProblem, toQuickReplies } from "../../demo/console/quick-replies.ts";
import { readEvents } from "../../demo/console/sse.ts";
import { mergeItems, pageChanges, toRows } from "../../demo/console/transcript.ts";
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

function notificationOf(id: number, kind: AgentNotification["kind"], text: string | null): AgentNotification {
  return {
    id,
    kind,
    text,
    conversation: "cv_1",
    customer: { id: "ana", name: "Ana" },
    at: "2026-11-22T09:00:00Z",
  };
}
