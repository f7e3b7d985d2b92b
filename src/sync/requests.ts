// The one way to the backend for a customer: through the gate, with a token of theirs, refreshed once when it is refused.
// What comes back after the caller's signal aborted is dropped here, unread.

import type { CallOptions } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { Token, TokenSource } from "../identity/token.ts";
import { type Gate, toChatError } from "./backoff.ts";

export interface Requests {
  /**
   * @throws {ChatError} `signed-out`: the host says that nobody is signed in. `unauthorized`: a fresh token was refused too.
   *   `aborted`: the signal, or the token turned out to be another customer's. Else what the call throws.
   */
  run<T>(signal: AbortSignal, call: Call<T>): Promise<T>;
}

/** One call to the backend. `answered` is for streams: the answer has begun. */
export type Call<T> = (options: CallOptions, answered: () => void) => Promise<T>;

export interface RequestsOptions {
  readonly gate: Gate;
  readonly tokens: TokenSource;
  /** The confirmed customer; null while nobody is confirmed, when any token will do. */
  readonly sub: string | null;
  /** The host handed out a token of somebody else. */
  readonly onOtherCustomer: () => void;
}

export function createRequests({ gate, tokens, sub, onOtherCustomer }: RequestsOptions): Requests {
  async function takeToken(signal: AbortSignal): Promise<Token> {
    const token = await tokens.get(signal);
    if (!token) throw new ChatError("signed-out", "Nobody is signed in");
    if (sub !== null && token.sub !== null && token.sub !== sub) {
      onOtherCustomer();
      throw new ChatError("aborted", "The token is another customer's");
    }
    return token;
  }

  async function callWithToken<T>(signal: AbortSignal, call: Call<T>, answered: () => void): Promise<T> {
    const token = await takeToken(signal);
    try {
      return await call({ token: token.value, signal }, answered);
    } catch (cause) {
      const error = toChatError(cause);
      if (error.code !== "unauthorized" || signal.aborted) throw error;
      tokens.refuse(token.value);
    }
    const fresh = await takeToken(signal);
    return call({ token: fresh.value, signal }, answered);
  }

  return {
    run: async (signal, call) => {
      const result = await gate.run(signal, (answered) => callWithToken(signal, call, answered));
      if (signal.aborted) throw new ChatError("aborted", "The answer came too late");
      return result;
    },
  };
}
