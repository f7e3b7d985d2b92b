// A customer's whole transcript as a file, made in slices so that a long one stops nobody.

import type { Customer } from "../model/view.ts";
import { completeHistory, type Source } from "./complete.ts";
import { htmlFoot, htmlHead, htmlOf } from "./html.ts";
import { type Content, entriesOf, formatsFor } from "./lines.ts";
import type { ExportOptions, TranscriptData, TranscriptWords } from "./options.ts";
import { textHead, textOf } from "./text.ts";
import { english } from "./words.ts";

const sliceMs = 8;
/** Made between two questions for the time. */
const partsPerLook = 50;

const types = {
  text: { type: "text/plain", ending: "txt" },
  json: { type: "application/json", ending: "json" },
  html: { type: "text/html", ending: "html" },
} as const;

/** @param signal Of the whole run; the options' own is part of it. */
export async function exportTranscript(
  source: Source,
  { format, words: given, onProgress }: ExportOptions,
  signal: AbortSignal,
): Promise<File> {
  const customer = await completeHistory(source, signal, (progress) => onProgress?.(progress));
  const content: Content = {
    items: source.transcript.peek(),
    pending: source.pending.peek(),
    agentRead: source.conversation.peek()?.agentRead ?? null,
  };
  const savedAt = new Date().toISOString();
  const words: TranscriptWords = { ...english, ...given };
  const locale = given?.locale ?? words.lang;
  const parts =
    format === "json"
      ? jsonParts(content, customer, savedAt)
      : wordParts(format, content, customer, savedAt, { ...words, locale });
  const { type, ending } = types[format];
  return new File(await collect(parts, signal), `chat-${savedAt.slice(0, 10)}.${ending}`, {
    type: `${type};charset=utf-8`,
  });
}

async function collect(parts: Iterable<string>, signal: AbortSignal): Promise<string[]> {
  const all: string[] = [];
  let start = performance.now();
  for (const part of parts) {
    all.push(part);
    if (all.length % partsPerLook > 0 || performance.now() - start < sliceMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    start = performance.now();
  }
  return all;
}

function* wordParts(
  format: "text" | "html",
  content: Content,
  customer: Customer,
  savedAt: string,
  words: TranscriptWords,
): Iterable<string> {
  const formats = formatsFor(words);
  const subtitle = `${customer.name} · ${words.exportedAt(formats.when(savedAt))}`;
  yield format === "text" ? textHead(words.exportTitle, subtitle) : htmlHead(words, subtitle);
  for (const entry of entriesOf(content, words, formats))
    yield format === "text" ? textOf(entry) : htmlOf(entry);
  if (format === "html") yield htmlFoot;
}

/** One item per line. */
function* jsonParts({ items, pending }: Content, customer: Customer, savedAt: string): Iterable<string> {
  const head: Omit<TranscriptData, "items" | "pending"> = {
    format: "ajar-transcript",
    version: 1,
    savedAt,
    customer,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
  let separator = "\n";
  for (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ",\n";
  }
  const unsent: TranscriptData["pending"] = pending.map(({ id, text, at, state }) => ({
    id,
    text,
    at,
    state,
  }));
  yield `\n],"pending":${JSON.stringify(unsent)}}\n`;
}
