// The languages that the widget speaks beside English, each in a chunk of its own. A new one needs its file and its line here.

import type { AnyTranslation } from "./translation.ts";

export const translations = {
  ar: () => import("./ar.ts"),
  ro: () => import("./ro.ts"),
} satisfies Record<string, () => Promise<{ readonly words: AnyTranslation }>>;

export type Translated = keyof typeof translations;
