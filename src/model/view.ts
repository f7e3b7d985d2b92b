// What skins are shown beside the transcript: who, how the connection stands, how much is here, what is unsent. Types only.

import type { ChatError } from "../errors.ts";

export interface Customer {
  /** The token's `sub`. */
  readonly id: string;
  readonly name: string;
}

/**
 * Who is signed in, as far as is known.
 *
 * - `unknown`: not asked yet, or no answer so far. Nothing stored is shown.
 * - `signed-in`: confirmed in this page load.
 * - `signed-out`: the host said that nobody is.
 * - `expired`: the backend refuses the customer's token, and a new one too. Everything is kept; the host's sign-in is needed.
 */
export type IdentityState =
  | { readonly status: "unknown" }
  | { readonly status: "signed-in"; readonly customer: Customer }
  | { readonly status: "signed-out" }
  | { readonly status: "expired"; readonly customer: Customer };

/**
 * How things stand with the backend, in words for a connection bar.
 *
 * - `idle`: there is nothing to ask the backend; not connected, on purpose.
 * - `connecting`: the first answer is on its way.
 * - `online`: the last request was answered.
 * - `offline`: the browser has no network.
 * - `trouble`: the browser has a network, yet no usable answer comes; tried again by itself.
 * - `refused`: the backend answered that it won't; asked again at the next opening, or after `signIn()`.
 * - `auth-required`: the host's sign-in is needed.
 */
export type ConnectionState =
  | "idle"
  | "connecting"
  | "online"
  | "offline"
  | "trouble"
  | "refused"
  | "auth-required";

/**
 * How much of the transcript is here.
 *
 * - `none`: nothing was asked for yet.
 * - `loading`: the newest page is on its way.
 * - `restoring`: the newest page is here, older ones are coming by themselves.
 * - `partial`: older pages exist and come with `loadOlder()` (past 2,000 items).
 * - `stalled`: an older page failed; tried again by itself, or at once with `loadOlder()`.
 * - `complete`: all of it is here.
 */
export type HistoryState = "none" | "loading" | "restoring" | "partial" | "stalled" | "complete";

/**
 * A file that is on its way: in the composer, or of a message that is not confirmed.
 *
 * - `waiting`: for its turn, for the connection, or for another tab that has its bytes.
 * - `uploading`: see {@link Chat.uploads} for how far.
 * - `uploaded`: the backend has it.
 * - `failed`: the backend refused it, or it could not be read (`failure` says why).
 * - `missing`: the page that had its bytes is gone; it must be attached again.
 */
export interface PendingAttachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly state: "waiting" | "uploading" | "uploaded" | "failed" | "missing";
  readonly failure: ChatError | null;
}

/** Is nothing to be drawn anew? */
export function areAlike(files: readonly PendingAttachment[], others: readonly PendingAttachment[]): boolean {
  return (
    files.length === others.length &&
    files.every(({ id, state }, index) => id === others[index]?.id && state === others[index].state)
  );
}

/**
 * A message that the server has not confirmed.
 *
 * - `queued`: waits for its turn or for the connection.
 * - `sending`: is on its way.
 * - `failed`: the server refused it (`failure` says why); it stays until the customer retries, edits or discards it.
 * - `incomplete`: one of its files is `missing`; it waits for `reattach()`, and others go before it.
 * - `held`: was written more than 24 hours ago and goes only when the customer says so, with `retry()`.
 */
export interface PendingMessage {
  /** The client's id for it; the confirmed item carries it as `clientId`. */
  readonly id: string;
  readonly text: string;
  readonly attachments: readonly PendingAttachment[];
  /** When it was written: RFC 3339, UTC, by this device's clock. */
  readonly at: string;
  readonly state: "queued" | "sending" | "failed" | "held" | "incomplete";
  readonly failure: ChatError | null;
  /** True once it is stored in this browser and so survives a reload. */
  readonly saved: boolean;
  /** May it be edited or discarded? Not while the server may have it without our knowing. */
  readonly removable: boolean;
}
