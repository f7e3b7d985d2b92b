// Who is signed in at the shop: the shop's own cookie session, nothing of the chat's. After a change the page is loaded anew.

export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** What the shop uses of the chat's global: calls are queued until the widget is there, then it has methods too. */
interface Chat {
  (method: "signOut"): void;
  signOut?: () => Promise<unknown>;
}

/** Its message is for the customer. */
export class ShopError extends Error {
  override readonly name = "ShopError";
}

const FORGET_MS = 2_000;
const LOOK_MS = 50;

export async function readSession(): Promise<Customer | null> {
  const response = await fetch("/shop/session", { cache: "no-store" });
  requireOk(response);
  const body = (await response.json()) as { customer: Customer | null };
  return body.customer;
}

export async function signIn(customer: string): Promise<void> {
  const response = await fetch("/shop/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ customer }),
  });
  requireOk(response);
  // Without the fragment, or the page would come back scrolled to a sign-in that is no longer there.
  history.replaceState(null, "", location.pathname);
  location.reload();
}

/** Lets the chat forget this customer first: on a shared computer nothing of theirs stays behind. */
export async function signOut(): Promise<void> {
  const enough = AbortSignal.timeout(FORGET_MS);
  await Promise.race([
    forgetChat(enough),
    new Promise((resolve) => enough.addEventListener("abort", resolve)),
  ]);
  const response = await fetch("/shop/session", { method: "DELETE" });
  requireOk(response);
  location.reload();
}

async function forgetChat(enough: AbortSignal): Promise<void> {
  const chat = (window as { Ajar?: Chat }).Ajar;
  if (!chat) return;
  // A queued call loads the widget, yet tells nothing of its end: the method does.
  if (!chat.signOut) chat("signOut");
  while (!chat.signOut && !enough.aborted) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  // Should it fail: the server ends the session all the same, and the chat wipes when it learns of that.
  await chat.signOut?.().catch(() => undefined);
}

function requireOk({ ok, status }: Response): void {
  if (!ok)
    throw new ShopError(status === 422 ? "A name is 1 to 40 letters." : "The shop has trouble. Try again.");
}
