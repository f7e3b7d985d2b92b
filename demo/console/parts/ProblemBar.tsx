// What could not be done, why, and the one thing to do about it.

import type { Desk } from "../desk.ts";

export function ProblemBar({ desk }: { readonly desk: Desk }) {
  const failure = desk.failure.value;
  if (!failure) return null;
  return (
    <p class="problem problem-bar" role="alert">
      <span>
        Could not {failure.label}. {failure.problem}
      </span>
      <button type="button" class="inline-action" onClick={() => failure.again()}>
        Try again
      </button>
      <button
        type="button"
        class="problem-dismiss"
        aria-label="Dismiss this problem"
        onClick={() => desk.dismissFailure()}
      >
        ✕
      </button>
    </p>
  );
}
