// `PATCH` and `DELETE` of one message, alike for customers and agents.

import type { Context, Env, Hono } from "hono";
import { Problem } from "../http/problem.ts";
import { readJson } from "../http/read-body.ts";
import { toText, toVersionTest } from "../http/validate.ts";
import type { MessageChange } from "../store/message-changes.ts";

export function messageRoutes<E extends Env>(
  app: Hono<E>,
  change: (context: Context<E>, change: MessageChange) => Promise<object>,
): void {
  const answer = async (context: Context<E, "/messages/:id">, text: string | null) => {
    const isMeant = toVersionTest(context.req.header("If-Match"));
    return context.json(await change(context, { id: messageId(context.req.param("id")), isMeant, text }));
  };
  app.patch("/messages/:id", async (context) =>
    answer(context, toText((await readJson(context.req.raw))["text"])),
  );
  app.delete("/messages/:id", (context) => answer(context, null));
}

/** Anything that can't be one of ours is answered here: the database would choke on U+0000. */
function messageId(value: string): string {
  if (!/^m_[0-9a-f-]{1,64}$/.test(value)) throw new Problem("not-found");
  return value;
}
