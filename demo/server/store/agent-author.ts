// An agent as the author of an item.

import type { Sql } from "../db/db.ts";
import { findAgent } from "./agents.ts";
import type { Author } from "./rows.ts";

export async function agentAuthor(sql: Sql, id: string | null): Promise<Author | null> {
  if (id === null) return null;
  const agent = await findAgent(sql, id);
  return agent ? { role: "agent", ...agent } : null;
}
