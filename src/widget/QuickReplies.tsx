// Answers to choose from, below the question. The one that is chosen goes out as the customer's own message, and with it the row
// is told that there is nothing to choose any more.

import { useRef, useState } from "preact/hooks";
import { useWidget } from "./context.ts";

export function QuickReplies({ replies }: { readonly replies: readonly string[] }) {
  const { chat, strings } = useWidget();
  /** A double click is one answer. */
  const isSending = useRef(false);
  const [hasFailed, setFailed] = useState(false);

  async function choose(text: string): Promise<void> {
    if (isSending.current) return;
    isSending.current = true;
    setFailed(false);
    try {
      await chat.send(text);
    } catch {
      // Nobody is signed in any more, or the text is refused: said below, and it can be tried again.
      isSending.current = false;
      setFailed(true);
    }
  }

  return (
    <>
      <div class="replies" role="group" aria-label={strings.quickReplies}>
        {replies.map((reply) => (
          <button type="button" key={reply} class="reply" dir="auto" onClick={() => void choose(reply)}>
            {reply}
          </button>
        ))}
      </div>
      {hasFailed && (
        <p class="meta" role="alert">
          {strings.quickReplyFailed}
        </p>
      )}
    </>
  );
}
