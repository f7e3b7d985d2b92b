// Checks each write to a browser's disk: no unsettled message goes without a cause, nobody's words lie in another's part. Keeps the
// account of what the engine owes: what it called stored must be found again.

import type { Entries } from "../../src/storage/storage.ts";
import type { Browser } from "./browser.ts";
import type { PageFacts } from "./check-shown.ts";
import type { Commit } from "./disk.ts";
import type { Server } from "./server.ts";
import type { Page, Tab } from "./tab.ts";
import type { Verdict } from "./verdict.ts";
import type { Text, Written } from "./written.ts";

export interface StoredCheck {
  committed(browser: Browser, commit: Commit): void;
  wiped(browser: Browser): void;
  /** The page has confirmed this customer: whatever others wrote in this browser may be gone. */
  confirmed(page: Page, sub: string): void;
  /** The customer said that all of it may go. */
  signedOut(browser: Browser): void;
  /** `send` resolved; `held` are the texts that the tab had pending when it was called. */
  accepted(tab: Tab, text: Text, held: readonly Text[]): void;
  /** The page is over, or does not know any more whose it is: what only its memory had may be gone. */
  forgot(page: Page): void;
  isOnServer(text: Text): boolean;
  /** In a browser's storage, in its author's part. */
  isStored(text: Text): boolean;
}

export interface StoredOptions {
  readonly verdict: Verdict;
  readonly server: Server;
  readonly written: Written;
  readonly facts: (page: Page) => PageFacts;
}

interface StoredEntry {
  readonly id: string;
  readonly text: string;
}

const dayMs = 24 * 60 * 60 * 1000;

export function createStoredCheck({ verdict, server, written, facts }: StoredOptions): StoredCheck {
  const { fail, note } = verdict;

  function isOnServer({ author, text }: Text): boolean {
    return author !== null && server.hasText(author, text);
  }

  function excuse(text: Text, why: string): void {
    if (text.excuse !== null) return;
    text.excuse = why;
    if (!isOnServer(text)) note(text.page.browser.name, `${text.text} may be gone: ${why}`);
  }

  function excuseOthers(browser: Browser, sub: string): void {
    for (const text of written.of(browser))
      if (text.author !== null && text.author !== sub) excuse(text, `${sub} signed in`);
  }

  /** Is it in some tab's memory? */
  function isHeld({ text }: Text, tabs: readonly Tab[]): boolean {
    return tabs.some(({ chat }) => chat.pending.peek().some((pending) => pending.text === text));
  }

  /** A customer's part must hold their own words only, and be the only part once they are the browser's customer. */
  function checkOwners(browser: Browser, { before, after, writer }: Commit): void {
    const owner = subOf(after);
    const isNew = owner !== subOf(before);
    for (const [key, value] of after) {
      if (!key.startsWith("s/") || (!isNew && before.get(key) === value)) continue;
      const sub = key.split("/")[1] ?? "";
      if (owner !== null && sub !== owner) fail(7, `${key} is stored in ${browser.name}, where ${owner} is`);
      for (const text of written.findIn(value))
        if (text.author !== null && text.author !== sub)
          fail(7, `${writer.name} stored ${text.text} of ${text.author} under ${key}`);
    }
  }

  function checkLosses(browser: Browser, { before, after, writer }: Commit): void {
    for (const [key, value] of before) {
      if (!key.endsWith("/out") || after.get(key) === value) continue;
      const kept = new Set(toEntries(after.get(key)).map(({ id }) => id));
      for (const entry of toEntries(value)) {
        if (kept.has(entry.id)) continue;
        const text = written.get(entry.text);
        if (!text) continue;
        if (hasOutlived(browser, before)) excuse(text, "nobody was signed in for a day");
        const { lastTold } = facts(writer);
        if (lastTold !== null && lastTold !== text.author) excuse(text, `${lastTold} signed in`);
        if (text.excuse !== null || text.wasConfirmed || isOnServer(text)) continue;
        fail(1, `${writer.name} deleted ${entry.text} from the storage, and the server does not have it`);
      }
    }
  }

  return {
    isOnServer,
    isStored,
    committed: (browser, commit) => {
      const owner = subOf(commit.after);
      if (owner !== null && owner !== subOf(commit.before)) excuseOthers(browser, owner);
      checkOwners(browser, commit);
      checkLosses(browser, commit);
    },
    wiped: (browser) => {
      for (const text of written.of(browser)) {
        text.isOwed = false;
        if (!isHeld(text, browser.tabs)) excuse(text, "was in the storage only, and that is gone");
      }
    },
    confirmed: (page, sub) => excuseOthers(page.browser, sub),
    signedOut: (browser) => {
      for (const text of written.of(browser)) excuse(text, "signed out");
    },
    accepted: (tab, text, held) => {
      text.outcome = "accepted";
      const { disk } = tab.page.browser;
      const entry = tab.chat.pending.peek().find((pending) => pending.text === text.text);
      if (!entry) return;
      // What a disposed page shows stands still, but it keeps its word.
      const isSaved = entry.saved || tab.page.state === "disposed";
      if (!isSaved && tab.chat.storage.peek() === "durable")
        fail(4, `${text.text} was accepted, but is neither stored nor said to be unsafe`);
      // The write that stored it held all that the tab had not settled.
      const isAfterWipe = facts(tab.page).wipesAtWrite === disk.wipeCount();
      if (isSaved && isAfterWipe) for (const owed of [text, ...held]) owed.isOwed = true;
    },
    forgot: (page) => {
      const lost = facts(page).held;
      const isOver = page.state !== "open";
      for (const text of written.of(page.browser)) {
        if (isOver && text.outcome === "waiting" && text.page === page) excuse(text, "never accepted");
        if (!lost.has(text.text) || text.isOwed || isStored(text)) continue;
        const others = page.browser.tabs.filter((other) => other.page !== page);
        if (!isHeld(text, others)) excuse(text, `was in the memory of ${page.name} only`);
      }
    },
  };
}

function isStored({ author, text, page }: Text): boolean {
  const outbox = page.browser.disk.entries().get(`s/${author}/out`);
  return toEntries(outbox).some((entry) => entry.text === text);
}

function hasOutlived(browser: Browser, before: Entries): boolean {
  const left = before.get("left") as { at?: unknown } | undefined;
  return typeof left?.at === "number" && browser.wallMs() - left.at > dayMs;
}

function subOf(entries: Entries): string | null {
  const identity = entries.get("id") as { sub?: unknown } | undefined;
  return typeof identity?.sub === "string" ? identity.sub : null;
}

function toEntries(value: unknown): readonly StoredEntry[] {
  return Array.isArray(value) ? (value as readonly StoredEntry[]) : [];
}
