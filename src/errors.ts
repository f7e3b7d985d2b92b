// The one error type that Ajar throws, and its stable codes. Knows nothing of where errors come from.

/**
 * Why something failed; stable across versions, so `switch (error.code)` narrows.
 *
 * - `invalid-option`: an option has the wrong type or value; nothing was started.
 * - `invalid-text`: the text is no string, is empty, or is longer than the limit.
 * - `invalid-attachment`: the file is too large, empty, of a type that the backend does not take, or can't be read.
 * - `signed-out`: nobody is signed in, so nothing can be sent.
 * - `disposed`: the chat was disposed; the call did nothing.
 * - `network`: no usable answer came (offline, time-out, reset). The outcome of a POST is unknown.
 * - `server`: 408, or 5xx other than 501 and 503; worth trying again.
 * - `rate-limited`: 429 or 503; try again after `retryAfterMs`, where the server gave it.
 * - `bad-response`: the answer is not the protocol's (HTML page, broken JSON, 4xx without a problem body). Nothing is known.
 * - `unauthorized`: 401; the token is not accepted.
 * - `forbidden`: 403 with a problem body.
 * - `not-found`: 404 with a problem body.
 * - `unsupported`: the backend doesn't offer this call (404 without a problem body, 405, 501).
 * - `cursor-expired`: 410; the history must be loaded anew. The outbox is kept.
 * - `id-reused`: 409; the message id was taken by another text.
 * - `conflict`: 412; the message was changed meanwhile.
 * - `rejected`: any other 4xx problem; the same request would be refused again.
 * - `token`: `getToken` rejected or returned something that is no token.
 * - `storage`: the browser's storage failed, is full, forbidden, or gave no answer in time.
 * - `aborted`: the caller's signal or `dispose()` stopped the operation.
 */
export type ChatErrorCode =
  | "invalid-option"
  | "invalid-text"
  | "invalid-attachment"
  | "signed-out"
  | "disposed"
  | "network"
  | "server"
  | "rate-limited"
  | "bad-response"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "unsupported"
  | "cursor-expired"
  | "id-reused"
  | "conflict"
  | "rejected"
  | "token"
  | "storage"
  | "aborted";

export interface ChatErrorDetails {
  /** The lower-level error, if any. */
  cause?: unknown;
  /** HTTP status of the answer, if one came. */
  status?: number;
  /** The `code` of the RFC 9457 problem body, if one came. */
  problem?: string;
  /** Milliseconds that the server asked to wait, from `Retry-After` or the problem's `retryAfter`. */
  retryAfterMs?: number;
}

/** Every error that leaves Ajar. Match `code`, never `message`. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ChatErrorCode;
  readonly status: number | undefined;
  readonly problem: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatErrorCode, message: string, details: ChatErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.problem = details.problem;
    this.retryAfterMs = details.retryAfterMs;
  }
}
