// What could not be done, why, and the one thing to do about it.

import type { Desk } from "../desk.ts";
import { afterDrawing, focusConversation } from "../focus.ts";
import { Icon } from "./Icon.tsx";

export function ProblemBar({ desk }: { readonly desk: Desk }) {
  const failure = desk.failure.value;
  if (!failure) return null;
  return (
    <p class="problem problem-bar" role="alert">
      <Icon name="warning" />
      <span>
        Could not {failure.label}. {failure.problem}
      </span>
      <button type="button" class="inline-action" onClick={() => failure.again()}>
        Try again
      </button>
      <button
        type="button"
        class="quiet icon-button problem-dismiss"
        aria-label="Dismiss this problem"
        onClick={() => {
          desk.dismissFailure();
          afterDrawing(focusConversation);
        }}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}
