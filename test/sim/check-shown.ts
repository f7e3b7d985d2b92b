// Checks what a tab shows, each time it changes: nothing twice, nothing out of order, no hole, nothing that the server never had,
// nothing of anybody else, nothing called stored that is not.

import type { Conversation } from "../../src/model/conversation.ts";
import type { Item } from "../../src/model/item.ts";
import type { Call } from "./network.ts";
import type { Archive, Server } from "./server.ts";
import type { Page, Tab } from "./tab.ts";
import type { Verdict } from "./verdict.ts";
import type { Text, Written } from "./written.ts";

export interface ShownCheck {
  shown(tab: Tab): void;
  called(page: Page, call: Call): void;
  told(page: Page, sub: string | null): void;
  /** The page wrote its customer's outbox to the disk. */
  wroteOutbox(page: Page): void;
  facts(page: Page): PageFacts;
}

export interface PageFacts {
  /** Whom the page shows as its customer now. */
  sub: string | null;
  /** In whose name it may ask: also of one who was confirmed, and is hidden until the host has said so again. */
  actsFor: string | null;
  /** The customers of whom the host gave this page a token. */
  readonly toldSubs: Set<string>;
  /** The last of them. */
  lastTold: string | null;
  /** The furthest that the page has said it knows; null while nothing was said, or of an epoch that is over. */
  cursor: { readonly epoch: number; readonly seq: number } | null;
  /** How often the disk had been wiped when the page last wrote its outbox. */
  wipesAtWrite: number;
  lastItems: readonly Item[];
  /** The texts that it ever showed as pending. */
  readonly held: Set<string>;
}

export interface ShownOptions {
  readonly verdict: Verdict;
  readonly server: Server;
  readonly written: Written;
}

export function createShownCheck({ verdict, server, written }: ShownOptions): ShownCheck {
  const known = new Map<string, PageFacts>();

  function facts(page: Page): PageFacts {
    const found = known.get(page.name) ?? {
      sub: null,
      actsFor: null,
      toldSubs: new Set(page.customerId === null ? [] : [page.customerId]),
      lastTold: page.customerId,
      cursor: null,
      wipesAtWrite: -1,
      lastItems: [],
      held: new Set(),
    };
    known.set(page.name, found);
    return found;
  }

  const fail = verdict.fail;
  const name = ({ page }: Tab) => page.name;

  function checkIdentity(tab: Tab, mine: PageFacts): void {
    const identity = tab.chat.identity.peek();
    const sub =
      identity.status === "signed-in" || identity.status === "expired" ? identity.customer.id : null;
    if (sub === mine.sub) return;
    verdict.note(tab.page.name, `is ${sub ?? identity.status}`);
    mine.sub = sub;
    mine.cursor = null;
    if (sub !== null || identity.status === "signed-out") mine.actsFor = sub;
    if (sub === null) return;
    if (!mine.toldSubs.has(sub)) fail(7, `${name(tab)} takes itself for ${sub}, of whom nobody spoke`);
    written.bind(tab.page, sub);
  }

  /** Whose page this is decides whose words may be in it. */
  function checkAuthor(tab: Tab, sub: string | null, text: Text, where: string): void {
    const isOwn = text.author === null && text.page === tab.page;
    if (isOwn || (sub !== null && text.author === sub)) return;
    fail(7, `${name(tab)}, page of ${sub ?? "nobody"}, shows ${text.text} of ${text.author} ${where}`);
  }

  function checkItems(tab: Tab, sub: string | null, items: readonly Item[]): void {
    if (sub === null) {
      if (items.length > 0) fail(7, `${name(tab)} shows ${items.length} items of nobody confirmed`);
      return;
    }
    const archives = server.archives(sub);
    const clientIds = new Set<string>();
    let last = Number.NEGATIVE_INFINITY;
    for (const item of items) {
      if (item.pos <= last) fail(2, `${name(tab)} shows pos ${item.pos} after ${last}`);
      last = item.pos;
      if (!isVersion(archives, item)) fail(3, `${name(tab)} shows what never was: ${JSON.stringify(item)}`);
      if (item.kind !== "message" || item.clientId === null) continue;
      if (clientIds.has(item.clientId)) fail(2, `${name(tab)} shows ${describe(item)} twice`);
      clientIds.add(item.clientId);
    }
    for (const { id, text } of tab.chat.pending.peek())
      if (clientIds.has(id)) fail(2, `${name(tab)} shows ${text} as an item and as pending`);
  }

  function checkPending(tab: Tab, mine: PageFacts): void {
    const ids = new Set<string>();
    const { disk } = tab.page.browser;
    for (const { id, text: words, state, saved } of tab.chat.pending.peek()) {
      if (ids.has(id)) fail(2, `${name(tab)} shows ${words} twice as pending`);
      ids.add(id);
      mine.held.add(words);
      const text = written.get(words);
      if (!text) {
        fail(7, `${name(tab)} shows ${words}, which nobody wrote`);
        continue;
      }
      checkAuthor(tab, mine.sub, text, "as pending");
      if (state !== "queued" && state !== "sending") text.wasSetAside = true;
      const isSettled = text.wasConfirmed || text.excuse !== null || isOnServer(text);
      const isWiped = mine.wipesAtWrite !== disk.wipeCount();
      if (saved && !isSettled && !isWiped && !isStored(tab, mine.sub, id))
        fail(4, `${name(tab)} shows ${words} as saved, but it is not stored`);
    }
  }

  function isOnServer({ author, text }: Text): boolean {
    return author !== null && server.hasText(author, text);
  }

  function isStored(tab: Tab, sub: string | null, id: string): boolean {
    const entries = tab.page.browser.disk.entries();
    const owner = entries.get("id") as { sub?: unknown } | undefined;
    // Nobody's, or somebody else's by now: the tab will find out.
    if (owner?.sub !== sub) return true;
    const outbox = entries.get(`s/${sub}/out`);
    return Array.isArray(outbox) && outbox.some((entry: { id?: unknown }) => entry.id === id);
  }

  function checkConversation(
    tab: Tab,
    sub: string | null,
    conversation: Conversation | null | undefined,
  ): void {
    if (!conversation) return;
    if (sub === null) return fail(7, `${name(tab)} shows a conversation of nobody confirmed`);
    const isTrue = [...server.archives(sub).values()].some(({ conversations }) =>
      conversations.some(
        ({ id, seq, state }) =>
          id === conversation.id && seq === conversation.seq && state === conversation.state,
      ),
    );
    if (!isTrue) fail(6, `${name(tab)} shows a conversation that never was: ${JSON.stringify(conversation)}`);
  }

  /** Whatever the server had up to the cursor, from the lowest item shown on, must be there in that version. */
  function checkHoles(page: Page, mine: PageFacts, items: readonly Item[]): void {
    const lowest = items[0];
    if (!lowest || mine.sub === null || !mine.cursor) return;
    const { epoch, seq } = mine.cursor;
    const archive = server.archives(mine.sub).get(epoch);
    if (!archive || server.epoch(mine.sub) !== epoch) return;
    const seqs = new Map(items.map((item) => [item.pos, item.seq]));
    for (const [pos, versions] of archive.versions) {
      if (pos < lowest.pos) continue;
      // One that has changed after the cursor is still to come, in its newest version only.
      const newest = versions.at(-1);
      if (newest && newest.seq <= seq && (seqs.get(pos) ?? -1) < newest.seq)
        fail(3, `${page.name} is at ${epoch}.${seq} without pos ${pos}, version ${newest.seq}`);
    }
  }

  return {
    facts,
    shown: (tab) => {
      const mine = facts(tab.page);
      checkIdentity(tab, mine);
      const items = tab.chat.items.peek();
      checkItems(tab, mine.sub, items);
      checkPending(tab, mine);
      checkConversation(tab, mine.sub, tab.chat.conversation.peek());
      if (mine.actsFor === null && tab.chat.unreadCount.peek() > 0)
        fail(7, `${name(tab)} counts unread messages of nobody confirmed`);
      for (const text of written.findIn(tab.chat.draft.peek())) checkAuthor(tab, mine.sub, text, "as draft");
      if (items !== mine.lastItems) {
        mine.lastItems = items;
        checkHoles(tab.page, mine, items);
      }
    },
    called: (page, { after }) => {
      const match = after === null ? null : /^e(\d+)\.(\d+)$/.exec(after);
      if (!match) return;
      const mine = facts(page);
      mine.cursor = { epoch: Number(match[1]), seq: Number(match[2]) };
      checkHoles(page, mine, mine.lastItems);
    },
    told: (page, sub) => {
      if (sub === null) return;
      const mine = facts(page);
      mine.toldSubs.add(sub);
      mine.lastTold = sub;
    },
    wroteOutbox: (page) => {
      facts(page).wipesAtWrite = page.browser.disk.wipeCount();
    },
  };
}

function isVersion(archives: ReadonlyMap<number, Archive>, item: Item): boolean {
  for (const { versions } of archives.values())
    if (versions.get(item.pos)?.some((version) => version === item || isSame(version, item))) return true;
  return false;
}

function isSame(a: Item, b: Item): boolean {
  return a.seq === b.seq && JSON.stringify(a) === JSON.stringify(b);
}

export function describe(item: Item): string {
  if (item.kind === "notice") return `notice ${item.notice}`;
  return item.deleted ? `deleted ${item.id}` : item.text;
}
