// Which server-sent events the console knows. Others (ping, later ones) are passed over.

import type { AgentStreamEvent } from "../server/agent-api.ts";
import type { ServerEvent } from "./sse.ts";

export function toStreamEvent({ event, data }: ServerEvent): AgentStreamEvent | null {
  if (typeof data !== "object" || data === null) return null;
  return event === "notification" || event === "change" || event === "me"
    ? ({ event, data } as AgentStreamEvent)
    : null;
}
