// The gallery's pages in a real browser: one page that goes from state to state.

import type { BrowserContextOptions, Page } from "playwright/test";
import { type StateName, states } from "../../demo/gallery/states.ts";
import type { World } from "./e2e.ts";

export const stateNames = Object.keys(states) as StateName[];

export const desktop = { width: 1000, height: 760 };
export const phone = { width: 320, height: 640 };

export interface Gallery {
  readonly page: Page;
  /** Errors of the pages and violations of their Content-Security-Policy. */
  readonly problems: readonly string[];
  /** Shows a state; resolves when there is nothing more to come. */
  show(name: StateName, query?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** Half past three in the afternoon, so that what is shown of times and days is the same in each run. */
const now = new Date(2026, 10, 20, 15, 30);

export async function openGallery(world: World, options: BrowserContextOptions = {}): Promise<Gallery> {
  const context = await world.newBrowser({ reducedMotion: "reduce", viewport: desktop, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (entry) => {
    if (entry.type() === "error") problems.push(entry.text());
  });
  await page.clock.setFixedTime(now);
  return {
    page,
    problems,
    show: async (name, query = {}) => {
      await page.goto(`${world.server.url}/gallery?${new URLSearchParams({ state: name, ...query })}`);
      await page.locator(`html[data-shown="${name}"]`).waitFor();
    },
    close: () => context.close(),
  };
}
