// Sends the outbox: strictly oldest first, one at a time, each entry under its own id until the server has spoken.

import type { Backend } from "../backend/backend.ts";
import { toChatError, isRetryable } from "./backoff.ts";
import type { ChatError } from "../errors.ts";
import type { OutboxEntry } from "../model/outbox.ts";
import type { Ledger } from "./ledger.ts";
import type { Requests } from "./requests.ts";

export interface PushOptions {
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** Something that concerns more than one message: nobody signed in, token refused. Sending pauses until the next kick. */
  readonly onBlocked: (error: ChatError) => void;
}

/** Returns `kick`: sends whatever may go, unless that is being done already. */
export function createPush(options: PushOptions): () => void {
  let isRunning = false;
  return () => {
    if (isRunning || options.signal.aborted) return;
    isRunning = true;
    void sendAll(options).finally(() => {
      isRunning = false;
    });
  };
}

async function sendAll({ backend, requests, ledger, signal, onBlocked }: PushOptions): Promise<void> {
  for (let entry = ledger.nextToSend(); entry && !signal.aborted; entry = ledger.nextToSend()) {
    const message = toMessage(entry);
    try {
      const result = await requests.run(signal, (call) => {
        ledger.sending(message.id); // not before: at the gate it still only waits
        return backend.send(message, call);
      });
      ledger.sent(message.id, result);
    } catch (cause) {
      const error = toChatError(cause);
      if (signal.aborted) return;
      ledger.sending(null);
      if (isRetryable(error)) continue; // the gate has noted it and makes the next try wait
      if (error.code === "signed-out" || error.code === "unauthorized") return onBlocked(error);
      // Poison: visible, kept, and out of the way of those behind it.
      ledger.refused(entry.id, { code: error.code, problem: error.problem ?? null });
    }
  }
}

function toMessage({ id, text, at, context }: OutboxEntry) {
  return { id, text, sentAt: at, context };
}
