// What the panel loads when it is wanted: what a first picture does not need.

import { lazyPart } from "./lazy.tsx";

export const loadTools = () => import("./tools.ts");
/** What the header's menu opens. */
export const tools = lazyPart(loadTools);
export const searchResults = lazyPart(() => import("./SearchResults.tsx"));
/** How files look and read, and what is done with their bytes. */
export const files = lazyPart(() => import("./files.ts"));
export const rating = lazyPart(() => import("./RatingCard.tsx"));
export const notifyOffer = lazyPart(() => import("./NotifyOffer.tsx"));
