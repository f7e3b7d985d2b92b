// What a customer thinks of a conversation that has ended. Can be changed; repeating it changes nothing.

import type { Rating } from "../agent-api.ts";
import { Problem } from "../http/problem.ts";
import type { StoreContext } from "./context.ts";
import { writeThread } from "./thread.ts";

/** @throws {Problem} not-found: it is none of this customer's. invalid-state: it goes on. */
export async function rateConversation(
  ctx: StoreContext,
  customer: string,
  id: string,
  { score, comment }: Rating,
): Promise<void> {
  const isFound = await writeThread(ctx, customer, null, async (writer) => {
    const row = await writer.conversation(id);
    if (!row) return false;
    if (row.state !== "wrap-up" && row.state !== "closed") throw new Problem("invalid-state");
    if (row.rating_score !== score || row.rating_comment !== comment)
      await writer.change(row, { rating_score: score, rating_comment: comment });
    return true;
  });
  if (!isFound) throw new Problem("not-found");
}
