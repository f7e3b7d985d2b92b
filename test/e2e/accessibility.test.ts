// Each state of the gallery, judged by axe: in light, in dark and in the system's own colours, on a desktop and on the narrowest
// phone. Where a look changes nothing but colours, which is measured, only the rules that look at colours judge it anew.

import axe, { type RunOnly } from "axe-core";
import type { Page } from "playwright/test";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allRules, judge, type Judging } from "../support/axe.ts";
import { openWorld, type World } from "../support/e2e.ts";
import { desktop, openGallery, phone, stateNames } from "../support/gallery.ts";

/** Those that read colours; every other rule sees the same in two looks of the same shape. */
const colourRules: RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

const looks = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  "forced colours": { colorScheme: "light", forcedColors: "active" },
} as const;

const sizes = { desktop, phone };

/** Two pages side by side: one of them always waits for something. */
const parts = [0, 1].map((part) => stateNames.filter((_, index) => index % 2 === part));

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it.concurrent.each(parts)("has nothing to blame in any state (part %#)", async (...names) => {
  const gallery = await openGallery(world);
  const { page } = gallery;
  const blamed: string[] = [];
  for (const name of names) {
    await gallery.show(name);
    await page.evaluate(axe.source);
    await page.evaluate(moveIntoBody);
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      let judged = "";
      for (const [look, media] of Object.entries(looks)) {
        await page.emulateMedia(media);
        const shape = await page.evaluate(shapeOf);
        const runOnly = shape === judged ? colourRules : allRules;
        judged = shape;
        const hasColours = media.forcedColors === "none";
        const found = await faultsIn(page, { runOnly, hasColours });
        blamed.push(...found.map((fault) => `${name}, ${look}, ${size}: ${fault}`));
      }
    }
  }
  expect(blamed).toEqual([]);
  expect(gallery.problems).toEqual([]);
  await gallery.close();
});

it("sees a fault inside the widget", async () => {
  const gallery = await openGallery(world);
  await gallery.show("conversation");
  await gallery.page.evaluate(axe.source);
  await gallery.page.evaluate(moveIntoBody);
  await gallery.page.getByRole("button", { name: "Send" }).evaluate((button) => {
    button.ariaLabel = "";
  });
  await gallery.page.getByRole("heading", { name: "Chat with Rui" }).evaluate((heading) => {
    heading.style.color = "#999";
  });
  const found = await faultsIn(gallery.page, { runOnly: allRules, hasColours: true });
  expect(found.map((fault) => fault.split(" ")[0])).toEqual(["button-name", "color-contrast"]);
  await gallery.close();
});

/** In the page: beside the body, where the host element is, axe tells no colours. Moved this way it keeps its scroll position. */
function moveIntoBody(): void {
  const host = document.querySelector("[data-ajar]");
  const body = document.body as HTMLElement & { moveBefore(node: Node, before: null): void };
  if (host && host.parentElement !== body) body.moveBefore(host, null);
}

/** In the page, once it is drawn: each element with its words, its place and all that axe asks of its style, but for colours. */
async function shapeOf(): Promise<string> {
  for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
  const asked =
    "display visibility content-visibility pointer-events position float z-index overflow clip clip-path transform " +
    "font-family font-size font-weight";
  const tell = (root: Document | ShadowRoot): unknown[] =>
    Array.from(root.querySelectorAll("*"), (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return [
        element.localName,
        Array.from(element.attributes, ({ name, value }) => [name, value.replaceAll(/rgb\(.*?\)/g, "rgb")]),
        Array.from(element.childNodes, (node) => (node instanceof Text ? node.data : null)),
        [x, y, width, height],
        [style.opacity === "0", ...asked.split(" ").map((property) => style.getPropertyValue(property))],
        element.shadowRoot ? tell(element.shadowRoot) : null,
      ];
    });
  return JSON.stringify(tell(document)).replaceAll(/"data-scheme","\w+"/g, "");
}

/** In the page, and what is no fault of ours left out. */
async function faultsIn(page: Page, judging: Judging): Promise<string[]> {
  const faults = await page.evaluate(judge, judging);
  // What lies below a button that floats is not judged there.
  // A single letter is an initial, of which see theme.test.ts; an empty field's placeholder has the colour of the header's words.
  return faults.filter((fault) => !/content is too short|has no value|overlapped by another/.test(fault));
}
