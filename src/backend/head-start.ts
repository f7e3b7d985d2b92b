// A backend whose first two answers are asked for before anybody asks: while the chat still looks at what is stored here, session
// and newest page are on their way. For a page load of which it is known that the panel was left open.

import { abortable } from "../lib/abortable.ts";
import { newestPageItems } from "./page-sizes.ts";
import type { Backend, CallOptions, NewestPage, Session } from "./backend.ts";

/** How long the session waits, in milliseconds: about as long as the newest page takes on a good connection. */
const sessionWaitMs = 60;

interface Early<T> {
  readonly token: string;
  readonly answer: Promise<T>;
}

/**
 * Asks `backend` with the token as soon as there is one. Each answer serves the first call with the same token; one that failed
 * serves nobody, and the call is made as usual. What comes for another token is never handed out.
 */
export function withHeadStart(backend: Backend, token: Promise<string | null>): Backend {
  const newest = begin(token, (options) => backend.newest({ ...options, limit: newestPageItems }));
  // What is shown first goes first: nothing is drawn sooner for a session that keeps server and browser from the page.
  const session = begin(token, async (options) => {
    await new Promise((resolve) => setTimeout(resolve, sessionWaitMs));
    return backend.session(options);
  });
  return {
    ...backend,
    session: (options) => session.take(options, () => backend.session(options)),
    newest: (options) =>
      options.limit === newestPageItems
        ? newest.take(options, () => backend.newest(options))
        : backend.newest(options),
  };
}

function begin<T extends Session | NewestPage>(
  token: Promise<string | null>,
  ask: (options: CallOptions) => Promise<T>,
) {
  let early: Promise<Early<T> | null> | null = token.then(
    (value) => {
      if (value === null) return null;
      const answer = ask({ token: value, signal: new AbortController().signal });
      answer.catch(() => undefined); // whoever takes it learns of it
      return { token: value, answer };
    },
    () => null, // the host is asked again, and says why
  );
  return {
    async take(options: CallOptions, askNow: () => Promise<T>): Promise<T> {
      const begun = await early;
      early = null;
      if (begun?.token !== options.token) return askNow();
      return abortable(begun.answer, options.signal).catch((error: unknown) => {
        if (options.signal.aborted) throw error;
        return askNow();
      });
    },
  };
}
