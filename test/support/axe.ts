// A whole page judged by axe, as it looks now and in other looks.

import axe from "axe-core";
import type { Page } from "playwright/test";

type Axe = typeof axe;

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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
    const found = await page.evaluate(judge, tags);
    faults.push(...found.map((fault) => `${colorScheme}, ${viewport.width} px: ${fault}`));
  }
  return faults;
}

/** In the page. */
async function judge(tags: string[]): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe };
  // What follows the window's size follows with the next picture.
  for (let left = 2; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const { violations, incomplete } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const faults = [...violations, ...incomplete.filter(({ id }) => id === "color-contrast")].flatMap(
    ({ id, nodes }) =>
      nodes.map(({ html, any }) =>
        [id, html.slice(0, 160), ...any.map(({ message }) => message)].join(" – "),
      ),
  );
  // An arrow on a key is no text to axe; its colours are those of the letters on the other keys.
  return faults.filter((fault) => !/only non-text characters|content is too short/.test(fault));
}
