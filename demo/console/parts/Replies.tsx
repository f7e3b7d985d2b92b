// Replies that the server has not confirmed, in place at the transcript's end.

import type { Outbox, Reply } from "../outbox.ts";
import { Said } from "./Said.tsx";

export function Replies({
  outbox,
  replies,
}: {
  readonly outbox: Outbox;
  readonly replies: readonly Reply[];
}) {
  if (replies.length === 0) return null;
  return (
    <div class="run run-agent">
      {replies.map((reply) => (
        <div key={reply.id} class="message">
          <Said {...reply} format="markdown" />
          {reply.state === "queued" ? (
            <p class="reply-state">Sending…</p>
          ) : (
            <p class="reply-state reply-problem" role="alert">
              <span>Not sent. {reply.problem}</span>
              <button type="button" class="inline-action" onClick={() => outbox.retry(reply.id)}>
                Retry
              </button>
              {reply.state === "refused" && (
                <button type="button" class="inline-action" onClick={() => outbox.discard(reply.id)}>
                  Discard
                </button>
              )}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
