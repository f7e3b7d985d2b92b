// What the agent sees beside a message: cleaned so that no query string, fragment or flood of data leaves the page. Pure.

import { cleanText } from "./lib/text.ts";

/** The protocol's limit, in bytes of UTF-8, over all keys and values. */
const mostBytes = 2048;

export function toContext(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const context: Record<string, string> = {};
  let bytes = 0;
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== "string") continue;
    const cleaned = withoutQuery(cleanText(value));
    bytes += new TextEncoder().encode(JSON.stringify([key, cleaned])).length;
    if (bytes > mostBytes) break;
    context[key] = cleaned;
  }
  return context;
}

/** Query strings and fragments carry tokens and searches. Only what looks like an address is cut. */
function withoutQuery(value: string): string {
  return /^(?:https?:\/\/|\/)\S*$/.test(value) ? value.replace(/[?#].*$/s, "") : value;
}
