// A picture of each state of the gallery, in each of the views that a designer would ask for.

import type { BrowserContextOptions } from "playwright/test";
import type { World } from "./e2e.ts";
import { openGallery, stateNames } from "./gallery.ts";

interface View extends BrowserContextOptions {
  readonly query?: Readonly<Record<string, string>>;
}

const window = { width: 560, height: 760 };
const large = { width: 390, height: 844 };
const small = { width: 320, height: 640 };
const dark = { scheme: "dark" };
const arabic = { dir: "rtl" };

const views: Readonly<Record<string, View>> = {
  desktop: { viewport: window },
  "desktop-dark": { viewport: window, query: dark },
  "desktop-arabic": { viewport: window, query: arabic },
  "desktop-forced-colours": { viewport: window, forcedColors: "active" },
  "phone-390": { viewport: large },
  "phone-390-dark-arabic": { viewport: large, query: { ...dark, ...arabic } },
  "phone-320": { viewport: small },
  "zoom-400": { viewport: { width: 320, height: 256 } },
};

/** Files are named `<view>/<state>.png`. `only`: the views to take; none: all of them. */
export async function takeGallery(world: World, folder: string, only: readonly string[] = []): Promise<void> {
  const unknown = only.filter((name) => !Object.hasOwn(views, name));
  if (unknown.length > 0)
    throw new Error(`There is no view ${unknown.join(", ")}: choose from ${Object.keys(views).join(", ")}`);
  for (const [name, { query = {}, ...options }] of Object.entries(views)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const gallery = await openGallery(world, options);
    for (const state of stateNames) {
      await gallery.show(state, query);
      await gallery.page.screenshot({ path: `${folder}/${name}/${state}.png` });
    }
    await gallery.close();
    if (gallery.problems.length > 0) throw new Error(gallery.problems.join("\n"));
  }
}
