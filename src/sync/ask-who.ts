// Who is signed in? Asks the host for a token, and for an opaque one the backend whose it is.

import type { Backend } from "../backend/backend.ts";
import type { TokenSource } from "../identity/token.ts";
import { untilAnswered } from "./backoff.ts";
import type { Requests } from "./requests.ts";

export interface AskWhoOptions {
  readonly backend: Backend;
  readonly tokens: TokenSource;
  /** Requests in nobody's name: any token will do. */
  readonly requests: Requests;
  readonly signal: AbortSignal;
}

export interface Who {
  readonly sub: string;
  /** Null when the token does not tell. */
  readonly name: string | null;
}

/** Asks until there is an answer. @throws {ChatError} `signed-out`, `unauthorized`, `aborted`. */
export function askWho({ backend, tokens, requests, signal }: AskWhoOptions): Promise<Who> {
  return untilAnswered(signal, () =>
    requests.run(signal, async (call): Promise<Who> => {
      const token = await tokens.get(signal);
      if (token?.value === call.token && token.sub !== null) return { sub: token.sub, name: token.name };
      const { customer } = await backend.session(call);
      tokens.own(call.token, customer.id);
      return { sub: customer.id, name: customer.name };
    }),
  );
}
