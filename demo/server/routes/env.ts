// What authentication leaves for the routes behind it.

import type { Agent } from "../store/agents.ts";
import type { Claims } from "../tokens.ts";

export interface CustomerEnv {
  Variables: { customer: Claims };
}

export interface AgentEnv {
  Variables: { agent: Agent };
}
