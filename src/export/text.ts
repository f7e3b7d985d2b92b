// A transcript as plain text: a paragraph per message. The text of a message is set in, so that none can pass for two.

import type { Entry } from "./lines.ts";

export function textHead(title: string, subtitle: string): string {
  return `${title}\n${subtitle}\n`;
}

export function textOf(entry: Entry): string {
  if (entry.type === "notice") return `\n— ${entry.text} (${entry.when})\n`;
  const head = [entry.when, entry.author, ...entry.states].join(" · ");
  return `\n${head}\n${entry.text.replaceAll(/^/gmu, "  ")}\n`;
}
