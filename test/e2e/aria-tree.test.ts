// What assistive technologies are given in the main states, written out: roles, names and states in the order of reading.
// `vitest run --project e2e -u` writes it anew.

import { afterAll, beforeAll, expect, it } from "vitest";
import { openWorld, type World } from "../support/e2e.ts";
import { openGallery } from "../support/gallery.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it.each(["unread", "empty", "conversation", "failed", "search", "signin", "expired"] as const)(
  "is as written down (%s)",
  async (name) => {
    const gallery = await openGallery(world);
    await gallery.show(name);
    const tree = await gallery.page.locator("[data-ajar]").ariaSnapshot();
    await expect(`${tree}\n`).toMatchFileSnapshot(`aria/${name}.txt`);
    await gallery.close();
  },
);
