// Files that somebody chose, pasted or dropped: those that may go are taken, of the others it is said why not.

import type { Chat } from "../chat.ts";
import type { AttachmentLimits } from "../model/attachment.ts";
import { quietly } from "./context.ts";
import { refusalWords } from "./file-words.ts";
import type { Strings } from "./strings.ts";

/** Calls `take` with each that may go. Returns why the others may not; null: all of them may. */
export function takeFiles(
  files: readonly File[],
  take: (file: File) => Promise<unknown>,
  {
    chat,
    limits,
    strings,
  }: { readonly chat: Chat; readonly limits: AttachmentLimits; readonly strings: Strings },
): string | null {
  const refused = new Set<string>();
  let count = chat.attachments.peek().length;
  for (const file of files) {
    const words = refusalWords(file, count, limits, strings);
    if (words === null) {
      count += 1;
      quietly(take(file));
    } else refused.add(words);
  }
  return refused.size > 0 ? [...refused].join(" ") : null;
}
