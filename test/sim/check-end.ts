// Checks how a history ends: after a long quiet time every tab shows the server's timeline, and every accepted message is where it
// belongs.

import type { Item } from "../../src/model/item.ts";
import type { Browser } from "./browser.ts";
import { describe } from "./check-shown.ts";
import type { StoredCheck } from "./check-stored.ts";
import { isByAgent, type Server } from "./server.ts";
import type { Tab } from "./tab.ts";
import type { Rule, Verdict } from "./verdict.ts";
import type { Text, Written } from "./written.ts";

export interface EndOptions {
  readonly verdict: Verdict;
  readonly server: Server;
  readonly written: Written;
  readonly stored: StoredCheck;
  readonly browsers: readonly Browser[];
  readonly hasReceipts: boolean;
}

export interface EndCheck {
  /** Does everything look as it should in the end? Told without an answer that counts. */
  isQuiet(): boolean;
  /** Now it must. */
  check(): void;
}

interface Fault {
  readonly rule: Rule;
  readonly what: string;
}

export function createEndCheck({
  verdict,
  server,
  written,
  stored,
  browsers,
  hasReceipts,
}: EndOptions): EndCheck {
  function* faultsOf(tab: Tab): Generator<Fault> {
    const { chat, page } = tab;
    const { name } = page;
    const { user } = page.browser.host;
    const identity = chat.identity.peek();
    const sub = identity.status === "signed-in" ? identity.customer.id : null;
    if (sub === null || sub !== user) {
      yield { rule: 5, what: `${name} is ${sub ?? identity.status}, and ${user} is signed in` };
      return;
    }
    const theirs = server.items(sub);
    const items = chat.items.peek();
    const isSame =
      items.length === theirs.length && theirs.every((item, index) => isAlike(item, items[index]));
    if (!isSame) yield { rule: 5, what: `${name} shows ${list(items)}; the server has ${list(theirs)}` };
    const conversation = server.conversation(sub);
    if (JSON.stringify(chat.conversation.peek()) !== JSON.stringify(conversation))
      yield {
        rule: 5,
        what: `${name} shows the conversation ${JSON.stringify(chat.conversation.peek())}; it is ${JSON.stringify(conversation)}`,
      };
    if (chat.history.peek() !== "complete")
      yield { rule: 5, what: `${name}'s history is ${chat.history.peek()}` };
    for (const { text, state } of chat.pending.peek())
      if (state === "queued" || state === "sending")
        yield { rule: 1, what: `${name} still shows ${text} as ${state}` };
    yield* unreadFaults(tab, sub);
  }

  function* unreadFaults({ chat, page: { name } }: Tab, sub: string): Generator<Fault> {
    const unread = chat.unreadCount.peek();
    const after = (pos: number) =>
      server.items(sub).filter((item) => item.pos > pos && isByAgent(item)).length;
    const most = after(hasReceipts && server.conversation(sub) ? server.readPos(sub) : -1);
    const isExact = hasReceipts && server.conversation(sub) !== null;
    if (unread > most || (isExact && unread !== most))
      yield { rule: 5, what: `${name} counts ${unread} unread; the server ${most}` };
  }

  function* faultOf(text: Text): Generator<Fault> {
    if (text.kind !== "message" || text.outcome !== "accepted" || text.excuse !== null) return;
    if (stored.isOnServer(text) || text.wasConfirmed) return;
    const { browser } = text.page;
    const isShown = browser.tabs.some(({ chat }) =>
      chat.pending.peek().some((pending) => pending.text === text.text),
    );
    if (isShown) return;
    // There for the next page load: not theirs who is here now, or no page reads the storage or was told to.
    const isReadable =
      browser.hasChannel && browser.tabs.some(({ chat }) => chat.storage.peek() === "durable");
    if (stored.isStored(text) && (text.author !== browser.host.user || !isReadable)) return;
    yield { rule: 1, what: `${text.text} of ${text.author} was accepted and is nowhere` };
  }

  function* faults(): Generator<Fault> {
    for (const { tabs } of browsers) for (const tab of tabs) yield* faultsOf(tab);
    for (const text of written.all()) yield* faultOf(text);
  }

  return {
    isQuiet: () => faults().next().done === true,
    check: () => {
      for (const { rule, what } of faults()) verdict.fail(rule, what);
    },
  };
}

function isAlike(a: object, b: object | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function list(items: readonly Item[]): string {
  return `[${items.map((item) => `${item.pos}/${item.seq} ${describe(item)}`).join(", ")}]`;
}
