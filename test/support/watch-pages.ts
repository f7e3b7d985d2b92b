// Records what the panel shows in each page of a browser, change by change and without a gap, for the check of histories.

import type { BrowserContext, Page } from "playwright";
import type { Chat } from "../../src/chat.ts";
import type { ShownRow, View } from "./history.ts";

export interface PageWatch {
  /** What each page load showed so far. Final are those that still look at the transcript. */
  views(): readonly View[];
}

interface Recording {
  readonly name: string;
  readonly page: Page;
  readonly observations: (readonly ShownRow[])[];
  isLooking: boolean;
}

/** Call it before the context's first page is opened. `name` is who looks, for the report. */
export async function watchPages(context: BrowserContext, name: string): Promise<PageWatch> {
  const recordings = new Map<string, Recording>();
  await context.exposeBinding(
    "ajarSaw",
    ({ page }: { page: Page }, load: string, rows: readonly ShownRow[] | null) => {
      const recording = recordings.get(load) ?? {
        name: `${name} (page load ${recordings.size + 1})`,
        page,
        observations: [],
        isLooking: false,
      };
      recordings.set(load, recording);
      recording.isLooking = rows !== null;
      if (rows) recording.observations.push(rows);
    },
  );
  await context.addInitScript(recordPanel);

  return {
    views: () => {
      const all = [...recordings.values()];
      return all.map(({ name, page, observations, isLooking }, index) => {
        const isOver = page.isClosed() || all.findLastIndex((other) => other.page === page) !== index;
        return { name, observations, isFinal: isLooking && !isOver };
      });
    },
  };
}

/** Runs in the page, before any of its scripts: follows every open shadow root, and tells of each change of a transcript. */
function recordPanel(): void {
  const { ajarSaw } = window as unknown as {
    ajarSaw(load: string, rows: readonly { text: string; failed: boolean }[] | null): Promise<void>;
  };
  const load = String(Math.random()); // pages without a secure context have no randomUUID()
  const attach = Element.prototype.attachShadow;
  let told = "null";

  Element.prototype.attachShadow = function attachWatched(init) {
    const root = attach.call(this, init);
    const look = () => {
      const list = root.querySelector<HTMLElement>(".transcript ul");
      const rows = list && rowsOf(list);
      const seen = JSON.stringify(rows);
      if (seen === told) return;
      told = seen;
      void ajarSaw(load, rows);
    };
    new MutationObserver(look).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["class"],
    });
    return root;
  };

  /** A long transcript is drawn in part: then it is what the panel has to draw. */
  function rowsOf(list: HTMLElement) {
    const chat = (window as unknown as { Ajar?: { chat?: Chat } }).Ajar?.chat;
    if (!chat || list.style.paddingBlock === "0px")
      return Array.from(list.querySelectorAll("li.message"), toRow).filter(isThere);
    const confirmed = chat.items
      .peek()
      .flatMap((item) =>
        "text" in item && item.kind === "message" ? [{ text: item.text, failed: false }] : [],
      );
    const pending = chat.pending
      .peek()
      .map(({ text, state }) => ({ text, failed: state === "failed" || state === "held" }));
    return [...confirmed, ...pending];
  }

  function toRow(row: Element) {
    const words = row.querySelector(".bubble:not(.deleted) p");
    return words && { text: words.textContent, failed: row.classList.contains("failed") };
  }

  function isThere<T>(row: T | null): row is T {
    return row !== null;
  }
}
