// Where things are: on the reader's side in either direction, and within the panel on the narrowest screens.

import type { Page } from "playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectPage, openWorld, type World } from "../support/e2e.ts";
import { can } from "../support/engine.ts";
import { desktop, openGallery, phone, stateNames } from "../support/gallery.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A desktop window of 1280 × 1024 at 400 %. */
const zoomed = { width: 320, height: 256 };
const directions = ["ltr", "rtl"] as const;
const closeButton = ".header-actions > button:last-child";

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is no ${selector}`);
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

describe.each(directions)("written %s", (dir) => {
  it("has the agent's messages where lines begin, and the customer's where they end", async () => {
    const gallery = await openGallery(world);
    await gallery.show("conversation", { dir });
    const { page } = gallery;
    const [list, theirs, own] = await Promise.all(
      [".scroll > ul", ".theirs .bubble", ".own .bubble"].map((selector) => boxOf(page, selector)),
    );
    if (!list || !theirs || !own) throw new Error("unreachable");
    const near =
      dir === "ltr"
        ? [theirs.x - list.x, list.right - own.right]
        : [list.right - theirs.right, own.x - list.x];
    expect(near.every((px) => Math.abs(px) < 1)).toBe(true);
    expect(Math.max(theirs.width, own.width)).toBeLessThanOrEqual(list.width * 0.8 + 1);
    const [close, heading] = await Promise.all([boxOf(page, closeButton), boxOf(page, "h2")]);
    expect(close.x > heading.x).toBe(dir === "ltr");
    await gallery.close();
  });

  it("has launcher and panel in the corner that the host chose, one above the other", async () => {
    const gallery = await openGallery(world);
    for (const [state, isLeft] of [
      ["conversation", false],
      ["brand", true],
    ] as const) {
      await gallery.show(state, { dir });
      const launcher = await boxOf(gallery.page, ".launcher");
      const panel = await boxOf(gallery.page, ".panel");
      expect(isLeft ? launcher.x : desktop.width - launcher.right).toBe(20);
      expect(isLeft ? panel.x : desktop.width - panel.right).toBe(20);
      expect(desktop.height - launcher.bottom).toBe(20);
      expect(panel.bottom).toBeLessThan(launcher.y);
      expect(panel.y).toBeGreaterThanOrEqual(0);
    }
    await gallery.close();
  });

  it("has nothing outside of the panel in any state", async () => {
    const gallery = await openGallery(world);
    const found: string[] = [];
    for (const name of stateNames) {
      await gallery.page.setViewportSize(desktop);
      await gallery.show(name, { dir });
      for (const [size, viewport] of Object.entries({ desktop, phone, zoomed })) {
        await gallery.page.setViewportSize(viewport);
        const faults = await gallery.page.evaluate(findFaults, ["textarea", ".send", closeButton]);
        found.push(...faults.map((fault) => `${name}, ${size}: ${fault}`));
      }
    }
    expect(found).toEqual([]);
    expect(gallery.problems).toEqual([]);
    await gallery.close();
  });
});

it("fills the screen of a phone that is held sideways, where a keyboard leaves little room", async ({
  skip,
}) => {
  skip(!can.touch, "this browser plays no phone with a touch screen");
  const viewport = { width: 844, height: 390 };
  const gallery = await openGallery(world, { viewport, hasTouch: true, isMobile: true });
  await gallery.show("conversation");
  const { x, y, width, height } = await boxOf(gallery.page, ".panel");
  expect({ x, y, width, height }).toEqual({ x: 0, y: 0, ...viewport });
  await expectPage(gallery.page.locator(".launcher")).toBeHidden();
  await gallery.close();
});

/** In the page, once it is drawn in its present size: what sticks out sideways, what cannot be reached, what has no room. */
async function findFaults(reachable: readonly string[]): Promise<string[]> {
  for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
  const root = document.querySelector("[data-ajar]")?.shadowRoot;
  const panel = root?.querySelector(".panel");
  const faults: string[] = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push("the page scrolls sideways");
  if (!root || !panel) return faults;
  const frame = panel.getBoundingClientRect();
  const nameOf = (element: Element) => `${element.localName}.${element.getAttribute("class")}`;
  for (const element of panel.querySelectorAll("*")) {
    if (element.closest(".hidden-text, dialog")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5)
      faults.push(`${nameOf(element)} sticks out`);
    // In Firefox the space that hangs at the end of a text's line counts.
    const hangingPx = element.localName === "p" ? 8 : 1;
    const isClipped = element.scrollWidth > element.clientWidth + hangingPx && element.clientWidth > 0;
    if (isClipped && getComputedStyle(element).textOverflow !== "ellipsis" && element.localName !== "input")
      faults.push(`${nameOf(element)} is wider than its room`);
  }
  for (const selector of reachable) {
    const box = panel.querySelector(selector)?.getBoundingClientRect();
    if (box && (box.top < -0.5 || box.bottom > innerHeight + 0.5)) faults.push(`${selector} is out of sight`);
  }
  const scroll = panel.querySelector(".scroll");
  if (scroll && scroll.clientHeight < 64) faults.push(`the transcript is ${scroll.clientHeight} px high`);
  return faults;
}
