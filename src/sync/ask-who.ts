// Who is signed in? Asks the host for a token until there is one, or it says that nobody is.

import { untilAnswered } from "./backoff.ts";
import { type OwnerOptions, ownerOf, type Who } from "./owner.ts";
import type { Requests } from "./requests.ts";

export interface AskWhoOptions extends OwnerOptions {
  /** Requests in nobody's name: any token will do. */
  readonly requests: Requests;
}

/** Asks until there is an answer. @throws {ChatError} `signed-out`, `unauthorized`, `aborted`. */
export function askWho({ requests, ...options }: AskWhoOptions): Promise<Who> {
  const { tokens, signal } = options;
  return untilAnswered(signal, () =>
    requests.run(signal, async ({ token: value }) => {
      const held = await tokens.get(signal);
      return ownerOf(held?.value === value ? held : { value, sub: null, name: null }, options);
    }),
  );
}
