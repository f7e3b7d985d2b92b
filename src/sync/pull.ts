// Gets the customer's timeline: a cold start, deltas until caught up. Each way back to a request has moved a cursor first, or ends
// (SPEC.md, "Ways back to a request").

import type { Backend } from "../backend/backend.ts";
import { newestPageItems, pageItems } from "../backend/page-sizes.ts";
import { untilAnswered } from "./backoff.ts";
import type { Ledger } from "./ledger.ts";
import type { Requests } from "./requests.ts";

/** Deltas are for catching up; after this many pages in a row the newest page is the quicker way. */
const longestCatchUpPages = 5;

export interface PullOptions {
  readonly backend: Backend;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
}

/** Session and newest page side by side: the cold start. A page that comes first is shown at once. */
export async function restore({ backend, requests, ledger, signal }: PullOptions): Promise<void> {
  let asked = ledger.unproven();
  const readPos = ledger.readPos();
  const [session, page] = await Promise.all([
    untilAnswered(signal, () => requests.run(signal, (call) => backend.session(call))),
    untilAnswered(signal, () =>
      requests.run(signal, (call) => {
        asked = ledger.unproven();
        return backend.newest({ ...call, limit: newestPageItems });
      }),
    ).then((page) => {
      ledger.preview(page);
      return page;
    }),
  ]);
  ledger.restored(session, page, { asked, readPos });
}

/** One `/session`. */
export async function check({
  backend,
  requests,
  ledger,
  signal,
}: PullOptions): Promise<{ isBehind: boolean }> {
  const session = await untilAnswered(signal, () => requests.run(signal, (call) => backend.session(call)));
  return ledger.checked(session);
}

/**
 * Deltas from our cursor until there are no more (`done`). `far`: there are too many, the newest page is the quicker way. `lost`:
 * there is no cursor, or the answers lead nowhere.
 */
export async function catchUp({
  backend,
  requests,
  ledger,
  signal,
}: PullOptions): Promise<"done" | "far" | "lost"> {
  const asked = ledger.unproven();
  for (let page = 0; page < longestCatchUpPages; page += 1) {
    const after = ledger.cursor();
    if (after === null) return "lost";
    const delta = await untilAnswered(signal, () =>
      requests.run(signal, (call) => backend.changes({ ...call, after, limit: pageItems })),
    );
    // A stream's event may have moved the cursor meanwhile; then this answer is void and the next one counts.
    const isApplied = ledger.delta(delta, { asked });
    if (ledger.cursor() === after && (!isApplied || delta.more)) return "lost";
    if (!delta.more) return "done";
  }
  return "far";
}
