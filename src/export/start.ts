// An export from beginning to end: checks what is asked, and keeps the transcript loading until the file is made or nobody wants it.
// Loaded when somebody exports.

import { ChatError } from "../errors.ts";
import type { Source } from "./complete.ts";
import type { ExportFormat, ExportOptions } from "./options.ts";
import { exportTranscript } from "./transcript.ts";

const formats: readonly ExportFormat[] = ["text", "json", "html"];

/** @param attend Keeps the transcript loading, also while nobody looks, until the returned function is called. */
export async function startExport(
  source: Source & { readonly attend: () => () => void },
  options: ExportOptions,
  disposed: AbortSignal,
): Promise<File> {
  const { format, signal } = options;
  if (!formats.includes(format))
    throw new ChatError("invalid-option", `\`format\` must be one of ${formats.join(", ")}`);
  const stopped = new AbortController();
  const stop = () => stopped.abort(new ChatError("aborted", "The export was stopped"));
  const end = () => stopped.abort(new ChatError("disposed", "The chat was disposed"));
  if (signal?.aborted) stop();
  if (disposed.aborted) end();
  signal?.addEventListener("abort", stop);
  disposed.addEventListener("abort", end);
  const release = source.attend();
  try {
    return await exportTranscript(source, options, stopped.signal);
  } finally {
    release();
    signal?.removeEventListener("abort", stop);
    disposed.removeEventListener("abort", end);
  }
}
