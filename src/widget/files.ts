// What is loaded once there is a file: how files look and read, and what is done with their bytes. Imported by lazy-files.tsx only.

export { Chips } from "./Chips.tsx";
export { refusalWords } from "./file-words.ts";
export { MessageFiles } from "./MessageFiles.tsx";
