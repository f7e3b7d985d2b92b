// Every option of the headless client, once: meaning, unit, range, default; and their validation.

import type { Backend } from "./backend/backend.ts";
import { ChatError } from "./errors.ts";

/**
 * Asks the host page who is signed in.
 *
 * - Resolves to a token: that customer is signed in (a JWT's `sub`, or for an opaque token `/session`, tells who).
 * - Resolves to `null`: nobody is signed in; everything is hidden until `signIn()` or the next visit.
 * - Rejects: nothing is known (network, server error). Everything is kept and the call is made again, with backoff.
 *
 * Called at most once at a time. `signal` aborts when the answer is not waited for any more: the chat is disposed, or it must be asked
 * anew who it is (a sign-in, another customer, a page that was away). Then it may be called again before this call has ended.
 */
export type GetToken = (options: { readonly signal: AbortSignal }) => Promise<string | null>;

export type HistoryMode = "auto" | "eager";

export interface ChatOptions {
  /** Where the conversation lives, for example `restBackend("https://chat.example.com")` from `ajar-chat/rest`. */
  readonly backend: Backend;
  /** Who is signed in; see {@link GetToken}. */
  readonly getToken: GetToken;
  /**
   * The signed-in customer's id (the token's `sub`), when the host page knows it. It saves waiting for the token before
   * stored things are shown, works offline, and wipes a different customer's stored things at once. Default: not named.
   */
  readonly customerId?: string;
  /**
   * How much of the transcript is loaded by itself while the panel is open, in idle time and after the newest page: `"auto"` the
   * newest 2,000 items, and older ones as the reader nears them or asks for all; `"eager"` everything. Default `"auto"`.
   */
  readonly history?: HistoryMode;
  /**
   * What the agent sees beside each message, asked for at the moment of sending: at most 2 kB of strings. Query strings and
   * fragments are cut off values that are URLs; what is no string, or past the 2 kB, is left out. Default: `{ page: location.pathname }` in a browser.
   */
  readonly context?: () => Readonly<Record<string, string>>;
}

/** Checks at the border, where a mistake is the host's and not yet the customer's. */
export function validateOptions(options: ChatOptions): void {
  if (typeof options !== "object" || options === null) fail("createChat() needs an options object");
  const { backend, getToken, customerId, context, history } = options;
  if (typeof backend !== "object" || backend === null || typeof backend.session !== "function")
    fail("`backend` must be a Backend, for example restBackend(url) from ajar-chat/rest");
  if (typeof getToken !== "function") fail("`getToken` must be a function that resolves to a token or null");
  if (customerId !== undefined && (typeof customerId !== "string" || customerId === ""))
    fail("`customerId` must be a non-empty string");
  if (history !== undefined && history !== "auto" && history !== "eager")
    fail('`history` must be "auto" or "eager"');
  if (context !== undefined && typeof context !== "function") fail("`context` must be a function");
}

function fail(message: string): never {
  throw new ChatError("invalid-option", message);
}
