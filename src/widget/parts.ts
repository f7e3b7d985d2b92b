// What the panel loads when it is wanted: what a first picture does not need.

import { lazyPart } from "./lazy.tsx";

export const searchResults = lazyPart(() =>
  import("./SearchResults.tsx").then(({ SearchResults }) => ({ Component: SearchResults })),
);
export const menu = lazyPart(() => import("./tools.ts").then(({ Menu, css }) => ({ Component: Menu, css })));
export const saving = lazyPart(() =>
  import("./tools.ts").then(({ Saving, css }) => ({ Component: Saving, css })),
);
