// A customer's timeline as rows to draw: dividers between conversations and before what is new, days, notices, runs of one author's messages. Pure.

import type { AgentItem } from "../server/agent-api.ts";
import { dayOf, noticeWords } from "./words.ts";

export type Row =
  | { readonly row: "day"; readonly key: string; readonly words: string }
  | { readonly row: "divider"; readonly key: string; readonly at: string; readonly conversation: string }
  | { readonly row: "new"; readonly key: "new" }
  | { readonly row: "notice"; readonly key: string; readonly at: string; readonly words: string }
  | { readonly row: "run"; readonly key: string; readonly messages: readonly [AgentItem, ...AgentItem[]] };

const RUN_GAP_MS = 5 * 60_000;

/** Keeps the copy with the highest `seq` of each item, in the order of `pos`. */
export function mergeItems(known: readonly AgentItem[], told: readonly AgentItem[]): readonly AgentItem[] {
  if (told.length === 0) return known;
  const byId = new Map(known.map((item) => [item.id, item]));
  for (const item of told) {
    const held = byId.get(item.id);
    if (!held || item.seq >= held.seq) byId.set(item.id, item);
  }
  return [...byId.values()].sort((a, b) => a.pos - b.pos);
}

/** @param newFrom the place of the first message that is new to the agent */
export function toRows(
  items: readonly AgentItem[],
  customer: string,
  newFrom: number | null = null,
): readonly Row[] {
  const rows: Row[] = [];
  let day = "";
  let conversation = "";
  for (const item of items) {
    const words = dayOf(item.at);
    const isNewConversation = item.conversation !== conversation;
    if (words !== day) rows.push({ row: "day", key: `day-${item.id}`, words });
    if (isNewConversation)
      rows.push({
        row: "divider",
        key: `divider-${item.id}`,
        at: item.at,
        conversation: item.conversation,
      });
    day = words;
    conversation = item.conversation;
    if (item.pos === newFrom) rows.push({ row: "new", key: "new" });
    if (item.kind === "notice") addNotice(rows, item, customer, isNewConversation);
    else addMessage(rows, item);
  }
  return rows;
}

/** The divider says already that a conversation was started. */
function addNotice(rows: Row[], item: AgentItem, customer: string, afterDivider: boolean): void {
  if (item.notice === "opened" && afterDivider) return;
  const words = noticeWords(item, customer);
  if (words !== null) rows.push({ row: "notice", key: item.id, at: item.at, words });
}

function addMessage(rows: Row[], item: AgentItem): void {
  const last = rows.at(-1);
  const previous = last?.row === "run" ? last.messages.at(-1) : undefined;
  if (last?.row === "run" && previous && continues(previous, item)) {
    rows[rows.length - 1] = { ...last, messages: [...last.messages, item] };
    return;
  }
  rows.push({ row: "run", key: item.id, messages: [item] });
}

function continues(previous: AgentItem, item: AgentItem): boolean {
  return (
    previous.author?.role === item.author?.role &&
    previous.author?.id === item.author?.id &&
    Date.parse(item.at) - Date.parse(previous.at) < RUN_GAP_MS
  );
}

/** The page each customer message was written on, where it differs from the customer's message before. */
export function pageChanges(items: readonly AgentItem[]): ReadonlyMap<string, string> {
  const changes = new Map<string, string>();
  let page = "";
  for (const { id, author, context } of items) {
    if (author?.role !== "customer") continue;
    const next = context?.["page"] ?? "";
    if (next !== "" && next !== page) changes.set(id, next);
    if (next !== "") page = next;
  }
  return changes;
}
