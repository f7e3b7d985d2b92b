// What is loaded once there is a file: how files look and read, and what is done with their bytes.

import css from "./files.css?inline";

export { css };
export { Chips } from "./Chips.tsx";
export { Widget } from "./context.ts";
export { refusalWords } from "./file-words.ts";
export { MessageFiles } from "./MessageFiles.tsx";
