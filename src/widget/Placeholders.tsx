// What the transcript shows where there are no messages (yet): a greeting, a skeleton, the line above the oldest one.

import type { HistoryState } from "../chat.ts";
import { useWidget } from "./context.ts";
import { inSentence } from "./names.ts";

/** Nothing was ever written. */
export function Greeting() {
  const { chat, strings } = useWidget();
  const identity = chat.identity.value;
  const name = identity.status === "signed-in" ? identity.customer.name : "";
  return (
    <div class="empty">
      <h3>{name ? strings.greetingNamed(inSentence(name)) : strings.greeting}</h3>
      <p>{strings.greetingText}</p>
    </div>
  );
}

/** Nobody's messages: the shape of what is coming. */
export function Skeleton() {
  const { strings } = useWidget();
  return (
    <div class="skeleton">
      <span class="hidden-text">{strings.loading}</span>
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

export function OlderLine({ history }: { readonly history: HistoryState }) {
  const { chat, strings } = useWidget();
  if (history === "restoring") return <p class="older">{strings.loadingOlder}</p>;
  if (history !== "stalled") return null;
  return (
    <p class="older">
      {strings.olderFailed}{" "}
      <button
        type="button"
        class="text-button"
        onClick={({ currentTarget }) => {
          // The button goes away, and the focus would be lost with it.
          currentTarget.closest("section")?.focus({ preventScroll: true });
          chat.loadOlder();
        }}
      >
        {strings.tryAgain}
      </button>
    </p>
  );
}
