// What stands between the customer and the chat, one line at a time, the most pressing first. Silent when all is well.

import { useLasting, useWidget } from "./context.ts";
import { SignInAction } from "./SignIn.tsx";

export function ConnectionBar() {
  const { chat, strings } = useWidget();
  const connection = chat.connection.value;
  const status = chat.identity.value.status;
  const connecting = useLasting(connection === "connecting", 1000);
  const signInNeeded = (connection === "auth-required" || status === "expired") && status !== "signed-out";

  function words(): string | null {
    if (signInNeeded) return strings.authRequired;
    if (status === "signed-out") return null;
    if (connection === "offline") return strings.offline;
    if (connection === "trouble") return strings.trouble;
    if (connection === "refused") return strings.unavailable;
    if (chat.storage.value === "memory") return strings.storageMemory;
    return connecting ? strings.connecting : null;
  }

  const text = words();
  return (
    // Always there: a live region that appears together with its text is not spoken.
    <div class="bar" role="status" data-kind={connection}>
      {text !== null && <p>{text}</p>}
      {signInNeeded && <SignInAction />}
      {!signInNeeded && connection === "refused" && (
        <button type="button" class="text-button" onClick={() => chat.signIn()}>
          {strings.tryAgain}
        </button>
      )}
    </div>
  );
}
