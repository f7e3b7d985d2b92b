// Pages judged by axe, as they look now and in other looks.

import axe, { type RunOnly } from "axe-core";
import type { Page } from "playwright/test";

type Axe = typeof axe;

export const allRules: RunOnly = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

export interface Judging {
  readonly runOnly: RunOnly;
  /** False where the system's own palette is shown, and styles go on telling the author's colours. */
  readonly hasColours: boolean;
}

export interface Look {
  readonly colorScheme: "light" | "dark";
  readonly viewport: { readonly width: number; readonly height: number };
}

/** What is wrong, in any of the looks; those contrasts too that could not be told. The page keeps the last look. */
export async function faultsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const { colorScheme, viewport } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(judge, { runOnly: allRules, hasColours: true });
    // An arrow on a key is no text to axe; its colours are those of the letters on the other keys.
    const meant = found.filter((fault) => !/only non-text characters|content is too short/.test(fault));
    faults.push(...meant.map((fault) => `${colorScheme}, ${viewport.width} px: ${fault}`));
  }
  return faults;
}

/** In the page, once it is drawn: what is wrong, by these rules, and which contrast could not be told. Of a modal dialog only that. */
export async function judge({ runOnly, hasColours }: Judging): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe };
  // What follows the window's size follows with the next picture.
  for (let left = 2; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  // What fades in is judged once it is here.
  const moving = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
  // What lies behind a modal dialog is nobody's to read until it is closed.
  const modal = document.querySelector("[data-ajar]")?.shadowRoot?.querySelector("dialog[open]");
  const { violations, incomplete } = await axe.run(modal ?? document, {
    runOnly,
    rules: { "color-contrast": { enabled: hasColours } },
    // Of what is fine nothing is told: it would have to be described.
    resultTypes: ["violations", "incomplete"],
  });
  return [...violations, ...incomplete.filter(({ id }) => id === "color-contrast")].flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => [id, html.slice(0, 160), ...any.map(({ message }) => message)].join(" – ")),
  );
}
