// Everything that customers wrote in one history, by its text: who wrote it where, what became of it, and why it may be gone.
// Each text is unique, so wherever it shows up it is known.

import type { Browser } from "./browser.ts";
import type { Page } from "./tab.ts";

export interface Text {
  readonly text: string;
  readonly kind: "message" | "draft";
  readonly page: Page;
  readonly number: number;
  /** The customer confirmed in that page when it was written, or the first one after. */
  author: string | null;
  /** Of the call that wrote it. */
  outcome: "waiting" | "accepted" | "rejected";
  /** The engine has said that it is stored, and it was not wiped since. */
  isOwed: boolean;
  /** Was shown as failed or held: then it has no place in the order of writing. */
  wasSetAside: boolean;
  /** A tab was told by the server that it is there. */
  wasConfirmed: boolean;
  /** Why it need not be found any more. */
  excuse: string | null;
}

export interface Written {
  add(text: Omit<Text, "outcome" | "isOwed" | "wasSetAside" | "wasConfirmed" | "excuse">): Text;
  get(text: string): Text | undefined;
  all(): Iterable<Text>;
  of(browser: Browser): Text[];
  /** How many were written in that page. */
  countOf(page: Page): number;
  /** The known texts in it, in whatever it is wrapped. */
  findIn(value: unknown): Text[];
  /** The page's customer is confirmed: what was written before is theirs. */
  bind(page: Page, sub: string): void;
}

const pattern = /b\d+t\d+p\d+[md]\d+/g;

export function createWritten(): Written {
  const texts = new Map<string, Text>();
  return {
    add: (given) => {
      const text: Text = {
        ...given,
        outcome: "waiting",
        isOwed: false,
        wasSetAside: false,
        wasConfirmed: false,
        excuse: null,
      };
      texts.set(text.text, text);
      return text;
    },
    get: (text) => texts.get(text),
    all: () => texts.values(),
    of: (browser) => [...texts.values()].filter(({ page }) => page.browser === browser),
    countOf: (page) => [...texts.values()].filter((text) => text.page === page).length,
    findIn: (value) => {
      const words = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
      const found = new Set(words.match(pattern));
      return [...found].flatMap((word) => texts.get(word) ?? []);
    },
    bind: (page, sub) => {
      for (const text of texts.values()) if (text.page === page && text.author === null) text.author = sub;
    },
  };
}

/** The customer wants it gone. */
export function discardText(text: Text): void {
  text.excuse ??= "discarded";
}
