// Which server-sent events the console knows. Others (ping, later ones) are passed over.

import type { AgentStreamEvent } from "../server/agent-api.ts";
import type { ServerEvent } from "./sse.ts";

const known: ReadonlySet<string> = new Set<AgentStreamEvent["event"]>([
  "notification",
  "change",
  "typing",
  "hours",
  "me",
]);

export function toStreamEvent({ event, data }: ServerEvent): AgentStreamEvent | null {
  if (typeof data !== "object" || data === null) return null;
  return known.has(event) ? ({ event, data } as AgentStreamEvent) : null;
}
