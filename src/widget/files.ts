// What is loaded once there is a file: how files look and read, and what is done with their bytes.

import css from "./files.css?inline";

export { css };
export { Chips } from "./Chips.tsx";
export { Widget } from "./context.ts";
export { DropPlace } from "./DropPlace.tsx";
export { takeFiles } from "./take-files.ts";
export { MessageFiles } from "./MessageFiles.tsx";
