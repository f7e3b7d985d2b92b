// The one way to the backend for a customer: through the gate, with a token of theirs, refreshed once when it is refused.
// What comes back after the caller's signal aborted is dropped here, unread.

import type { Backend, CallOptions } from "../backend/backend.ts";
import { ChatError } from "../errors.ts";
import type { TokenSource } from "../identity/token.ts";
import { type Gate, toChatError, type Turn } from "./backoff.ts";
import { ownerOf } from "./owner.ts";

export interface Requests {
  /**
   * @throws {ChatError} `signed-out`: the host says that nobody is signed in. `unauthorized`: a fresh token was refused too.
   *   `aborted`: the signal, or the token turned out to be another customer's. Else what the call throws.
   */
  run<T>(signal: AbortSignal, call: Call<T>): Promise<T>;
}

/** One call to the backend. */
export type Call<T> = (options: CallOptions, turn: Turn) => Promise<T>;

export interface RequestsOptions {
  readonly backend: Backend;
  readonly gate: Gate;
  readonly tokens: TokenSource;
  /** The confirmed customer; null while nobody is confirmed, when any token will do. */
  readonly sub: string | null;
  /** The host handed out a token of somebody else. */
  readonly onOtherCustomer: () => void;
}

export function createRequests({ backend, gate, tokens, sub, onOtherCustomer }: RequestsOptions): Requests {
  async function callWithToken<T>(
    signal: AbortSignal,
    call: Call<T>,
    turn: Turn,
    isSecondTry = false,
  ): Promise<T> {
    const token = await tokens.get(signal);
    if (!token) throw new ChatError("signed-out", "Nobody is signed in");
    try {
      if (sub !== null && (await ownerOf(token, { backend, tokens, signal })).sub !== sub) {
        if (!signal.aborted) onOtherCustomer();
        throw new ChatError("aborted", "The token is another customer's");
      }
      return await call({ token: token.value, signal }, turn);
    } catch (cause) {
      const error = toChatError(cause);
      if (error.code !== "unauthorized" || signal.aborted) throw error;
      const wasInUse = tokens.refuse(token.value);
      if (!isSecondTry) return callWithToken(signal, call, turn, true);
      // Signed in anew meanwhile: this says nothing about the token of now.
      if (!wasInUse) throw new ChatError("aborted", "The refused token is not in use any more", { cause });
      throw error;
    }
  }

  return {
    run: async (signal, call) => {
      const result = await gate.run(signal, (turn) => callWithToken(signal, call, turn));
      if (signal.aborted) throw new ChatError("aborted", "The answer came too late");
      return result;
    },
  };
}
