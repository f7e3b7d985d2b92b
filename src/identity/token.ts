// The host page's getToken(): when to ask, how long an answer lasts, whose it is. The only importer of jose.
// Tokens live in memory only.

import { decodeJwt } from "jose";
import { ChatError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { abortable } from "../lib/abortable.ts";
import type { GetToken } from "../options.ts";

export interface Token {
  readonly value: string;
  /** The subject; null for an opaque token, whose owner only the backend can tell. */
  readonly sub: string | null;
  readonly name: string | null;
}

export interface TokenSource {
  /**
   * A token that should be good, or null when nobody is signed in. Asks the host when there is none or it is past 80 % of
   * its life; all who ask meanwhile share one call. An old token that still lives is used when asking fails.
   * @throws {ChatError} `token`: the host could not say. `aborted`.
   */
  get(signal: AbortSignal): Promise<Token | null>;
  /** The backend refused this token: the next `get` asks for another. False: it was not in use any more. */
  refuse(value: string): boolean;
  /** The backend told whose this opaque token is. */
  own(value: string, sub: string): void;
  /** Another tab of the same customer got a token that says whose it is; used unless it is another's or was refused here. */
  offer(token: SharedToken, sub: string): void;
  /** Forgets everything, a running call included; from now on asks `getToken`, if given. */
  reset(getToken?: GetToken): void;
  dispose(): void;
}

/** A token on its way to the customer's other tabs: their monotonic clocks differ, so its times are counted from now. */
export interface SharedToken {
  readonly value: string;
  /** Milliseconds; null: never. */
  readonly refreshInMs: number | null;
  readonly expiresInMs: number | null;
}

/** How the customer's tabs in this browser ask their host only once. */
export interface TokenSharing {
  /** Runs `ask` while no other tab asks. */
  alone<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T>;
  tell(token: SharedToken): void;
}

interface Held {
  readonly token: Token;
  /** On the monotonic clock, in milliseconds; infinite for tokens without an end. */
  readonly refreshAt: number;
  readonly expiresAt: number;
}

const refreshShare = 0.8;

export interface TokenSourceOptions {
  readonly getToken: GetToken;
  readonly clock: Clock;
  /** Whom the host names; an opaque token is taken for theirs until one is refused or the sign-in changes. */
  readonly named?: string | null;
  /** Default: this tab asks for itself. */
  readonly sharing?: TokenSharing;
}

const noSharing: TokenSharing = { alone: (_, ask) => ask(), tell: () => undefined };

export function createTokenSource({
  getToken,
  clock,
  named = null,
  sharing = noSharing,
}: TokenSourceOptions): TokenSource {
  let owner = named;
  let ask = getToken;
  let held: Held | null = null;
  let offered: Held | null = null;
  let refused: string | null = null;
  let running: { readonly answer: Promise<Token | null>; readonly controller: AbortController } | null = null;

  function request(): Promise<Token | null> {
    if (running) return running.answer;
    const controller = new AbortController();
    // Whoever waits must not wait on for a host that never answers, once it was told to stop.
    const { signal } = controller;
    const known = offered;
    const asking = () => abortable(fetchToken(signal, known), signal);
    const answer = sharing.alone(signal, asking).finally(() => {
      if (running?.controller === controller) running = null;
    });
    running = { answer, controller };
    return answer;
  }

  async function fetchToken(signal: AbortSignal, known: Held | null): Promise<Token | null> {
    if (offered && offered !== known) {
      // Another tab has asked while this one waited for its turn.
      held = offered;
      return held.token;
    }
    const asked = clock.monotonic();
    const value = await callHost(signal);
    // A slow answer to an earlier question must not overwrite what was learned since.
    if (signal.aborted) throw aborted();
    held = value === null ? null : hold(value, asked, owner);
    // Whose an opaque one is nobody knows yet: told as the present customer's it might be another's.
    if (held && value !== null && decode(value)?.sub) sharing.tell(toShared(held, clock.monotonic()));
    return held?.token ?? null;
  }

  async function callHost(signal: AbortSignal): Promise<string | null> {
    let value: unknown;
    try {
      value = await ask({ signal });
    } catch (cause) {
      throw new ChatError("token", "getToken() failed", { cause });
    }
    if (value === null || (typeof value === "string" && value !== "")) return value;
    throw new ChatError("token", "getToken() must resolve to a non-empty string or null");
  }

  function reset(next?: GetToken): void {
    if (next) ask = next;
    owner = null;
    held = null;
    offered = null;
    refused = null;
    running?.controller.abort(aborted());
    running = null;
  }

  return {
    get: async (signal) => {
      if (signal.aborted) throw aborted();
      const now = clock.monotonic();
      if (held && now < held.refreshAt) return held.token;
      try {
        return await abortable(request(), signal);
      } catch (error) {
        if (signal.aborted) throw aborted();
        // Forgotten meanwhile: what is held now may be another customer's.
        if (error instanceof ChatError && error.code === "aborted") throw error;
        if (held && clock.monotonic() < held.expiresAt) return held.token;
        throw error;
      }
    },
    refuse: (value) => {
      if (held?.token.value !== value) return false;
      held = null;
      owner = null;
      refused = value;
      return true;
    },
    offer: (shared, sub) => {
      const fresh = fromShared(shared, clock.monotonic());
      if (shared.value === refused || fresh.token.sub !== sub) return;
      offered = fresh;
      if (!running) held = fresh;
    },
    own: (value, sub) => {
      if (held?.token.value === value) held = { ...held, token: { ...held.token, sub } };
    },
    reset,
    dispose: () => reset(),
  };
}

/** The life is what the token says of itself (`exp - iat`), counted from the question on: wall clocks are not compared. */
function hold(value: string, asked: number, owner: string | null): Held {
  const claims = decode(value);
  const lifeMs = claims ? ((claims.exp ?? Number.NaN) - (claims.iat ?? Number.NaN)) * 1000 : Number.NaN;
  const isLimited = Number.isFinite(lifeMs) && lifeMs > 0;
  return {
    token: { value, sub: claims?.sub ?? owner, name: typeof claims?.name === "string" ? claims.name : null },
    refreshAt: isLimited ? asked + lifeMs * refreshShare : Number.POSITIVE_INFINITY,
    expiresAt: isLimited ? asked + lifeMs : Number.POSITIVE_INFINITY,
  };
}

function toShared({ token, refreshAt, expiresAt }: Held, now: number): SharedToken {
  const inMs = (at: number) => (Number.isFinite(at) ? at - now : null);
  return { value: token.value, refreshInMs: inMs(refreshAt), expiresInMs: inMs(expiresAt) };
}

function fromShared({ value, refreshInMs, expiresInMs }: SharedToken, now: number): Held {
  const at = (inMs: number | null) => (inMs === null ? Number.POSITIVE_INFINITY : now + inMs);
  return { ...hold(value, now, null), refreshAt: at(refreshInMs), expiresAt: at(expiresInMs) };
}

/** Null for an opaque token: the protocol does not ask for a JWT. */
function decode(value: string): ReturnType<typeof decodeJwt> | null {
  try {
    return decodeJwt(value);
  } catch {
    return null;
  }
}

function aborted(): ChatError {
  return new ChatError("aborted", "The wait for a token was stopped");
}
