// Sends the outbox: strictly oldest first, one at a time, each entry under its own id until the server has spoken.

import type { Backend } from "../backend/backend.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { codePointCount } from "../lib/text.ts";
import { toChatError, isRetryable } from "./backoff.ts";
import type { ChatError } from "../errors.ts";
import type { OutboxEntry } from "../model/outbox.ts";
import type { Ledger } from "./ledger.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Requests } from "./requests.ts";

export interface PushOptions {
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly mailbox: Mailbox;
  readonly neighbours: Pick<Neighbours, "alone">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Something that concerns more than one message: nobody signed in, token refused. Sending pauses until the next kick. */
  readonly onBlocked: (error: ChatError) => void;
}

const minuteMs = 60_000;

/** Returns `kick`: sends whatever may go, unless that is being done already. */
export function createPush(options: PushOptions): () => void {
  const { ledger, mailbox, clock, signal, onBlocked } = options;
  /** When this tab's last messages went, on the monotonic clock, newest first. */
  let sentAt: readonly number[] = [];

  async function sendAll(): Promise<void> {
    for (let entry = mailbox.next(); entry && !signal.aborted; entry = mailbox.next()) {
      if (isTooLong(entry)) mailbox.refused(entry.id, { code: "invalid-text" });
      else if (!(await trySend(entry))) return;
    }
  }

  /** The limit may have become known after it was written. */
  function isTooLong({ text }: OutboxEntry): boolean {
    const most = ledger.capabilities()?.limits.textChars ?? Number.POSITIVE_INFINITY;
    return codePointCount(text) > most;
  }

  /** False: nothing more can go for now. */
  async function trySend(entry: OutboxEntry): Promise<boolean> {
    const { id } = entry;
    try {
      await pace();
      // Stored before it goes: from now on the server may have it, whatever comes back.
      if (!entry.tried) await mailbox.tried(id);
      if (signal.aborted || mailbox.next()?.id !== id) return true;
      await post(options, entry);
      return true;
    } catch (cause) {
      const error = toChatError(cause);
      if (signal.aborted) return false;
      mailbox.sending(null);
      if (isRetryable(error)) return true; // the gate has noted it and makes the next try wait
      if (error.code === "signed-out" || error.code === "unauthorized") {
        onBlocked(error);
        return false;
      }
      // Poison: visible, kept, and out of the way of those behind it.
      mailbox.refused(id, error);
      return true;
    }
  }

  /** Waits until the announced number of messages per minute allows one more. */
  async function pace(): Promise<void> {
    const most = ledger.capabilities()?.limits.sendPerMinute ?? null;
    const first = most === null ? undefined : sentAt[most - 1];
    const waitMs = first === undefined ? 0 : first + minuteMs - clock.monotonic();
    if (waitMs > 0) await sleep(clock, waitMs, signal);
    sentAt = most === null ? [] : [clock.monotonic(), ...sentAt].slice(0, most);
  }

  return singleFlight(sendAll);
}

/** Does nothing where another tab has settled it while this one waited for its turn. */
function post(
  { backend, requests, ledger, mailbox, neighbours, signal }: PushOptions,
  { id, text, files, at, context }: OutboxEntry,
): Promise<void> {
  return requests.run(signal, (call) =>
    neighbours.alone(`send:${ledger.owner.sub}`, signal, async () => {
      if (mailbox.next()?.id !== id) return;
      mailbox.sending(id); // not before: at the gate it still only waits
      const attachments = files.map((file) => file.id);
      const message = { id, text, sentAt: at, context, ...(attachments.length > 0 && { attachments }) };
      const result = await backend.send(message, call);
      // Told before the turn goes on: the next tab must not send the same one again.
      if (!signal.aborted) ledger.sent(id, result);
    }),
  );
}
