// What the header's menu opens, loaded with it.

import css from "./tools.css?inline";

export { css };
export { Widget } from "./context.ts";
export { Menu } from "./Menu.tsx";
export { Saving } from "./Saving.tsx";
export { transcriptWords } from "./transcript-words.ts";
