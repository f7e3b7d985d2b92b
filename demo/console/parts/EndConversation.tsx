// "End conversation" with a light confirmation in place: ending can't be undone. Escape keeps the conversation.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { places } from "../focus.ts";

export function EndConversation({
  busy,
  onEnd,
}: {
  readonly busy: boolean;
  readonly onEnd: () => Promise<void>;
}) {
  const [asking, setAsking] = useState(false);
  const firstRef = useRef<HTMLButtonElement>(null);
  const wasAskingRef = useRef(false);
  useLayoutEffect(() => {
    if (asking || wasAskingRef.current) firstRef.current?.focus();
    wasAskingRef.current = asking;
  }, [asking]);

  async function end(): Promise<void> {
    await onEnd();
    setAsking(false);
  }

  if (!asking)
    return (
      <button
        key="ask"
        id={places.end}
        ref={firstRef}
        type="button"
        aria-keyshortcuts="Alt+X"
        disabled={busy}
        onClick={() => setAsking(true)}
      >
        End <span class="roomy">conversation</span>
      </button>
    );
  const keepOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Handled: it does not also lead to the list.
    event.stopPropagation();
    setAsking(false);
  };
  return (
    <fieldset key="asked" class="confirm">
      <legend class="visually-hidden">End this conversation?</legend>
      <span class="confirm-question">End it for good?</span>
      <button
        ref={firstRef}
        type="button"
        class="danger"
        disabled={busy}
        onClick={end}
        onKeyDown={keepOnEscape}
      >
        End now
      </button>
      <button type="button" onClick={() => setAsking(false)} onKeyDown={keepOnEscape}>
        Keep it open
      </button>
    </fieldset>
  );
}
