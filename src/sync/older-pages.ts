// Older pages of a transcript, one after the other while somebody looks: some by themselves, more as the reader asks for them. Each
// must lead on from the one before, or it ends (SPEC.md, "Ways back to a request").

import { pageItems } from "../backend/page-sizes.ts";
import { ChatError } from "../errors.ts";
import { type Clock, whenIdle } from "../lib/clock.ts";
import type { HistoryMode } from "../options.ts";
import type { Store } from "../store.ts";
import { toChatError, untilAnswered } from "./backoff.ts";
import type { PullOptions } from "./pull.ts";

/** Older pages come by themselves up to this many items; the rest as the reader nears the top. */
const restoredByItself = 2000;

export interface OlderPagesOptions extends PullOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly history: HistoryMode;
  readonly onError: (error: ChatError) => void;
}

/** Goes on loading older pages while `attention` lasts; `more` asks for that many items beyond the ones here. */
export type LoadOlder = (attention: AbortSignal, more?: number) => void;

export function createOlderPages(options: OlderPagesOptions): LoadOlder {
  const { backend, requests, ledger, clock, store, onError } = options;
  let loading: AbortSignal | null = null;
  let wanted = options.history === "eager" ? Number.POSITIVE_INFINITY : restoredByItself;
  /** Up to here the reader waits; what comes beyond it may take its time. */
  let asked = 0;

  function isWanted(): boolean {
    return ledger.loadedCount() < wanted;
  }

  function onStalled(): void {
    store.apply({ history: "stalled" });
  }

  async function load(signal: AbortSignal): Promise<void> {
    store.apply({ history: ledger.before() === null ? "complete" : isWanted() ? "restoring" : "partial" });
    const error = await loadPages(signal).then(() => null, toChatError);
    if (loading === signal) loading = null;
    if (signal.aborted) return;
    if (error) {
      onStalled();
      onError(error);
    } else if (ledger.before() !== null) store.apply({ history: "partial" });
  }

  async function loadPages(signal: AbortSignal): Promise<void> {
    for (let before = ledger.before(); before !== null && isWanted(); before = ledger.before()) {
      // Where nobody waits for it, not before the page has nothing better to do.
      if (ledger.loadedCount() >= asked) await whenIdle(clock, signal);
      if (ledger.before() !== before) continue;
      const token = before;
      const page = await untilAnswered(
        signal,
        () => requests.run(signal, (call) => backend.older({ ...call, before: token, limit: pageItems })),
        onStalled,
      );
      // Loaded anew meanwhile: this page does not join on to what is here now.
      if (ledger.before() !== token) continue;
      if (page.before === token) throw new ChatError("bad-response", "The backend repeats an older page");
      ledger.older(page);
    }
  }

  return (attention, more = 0) => {
    if (more > 0) asked = Math.max(asked, ledger.loadedCount() + more);
    wanted = Math.max(wanted, asked);
    if (!ledger.isWarm() || (loading && !loading.aborted)) return;
    const both = AbortSignal.any([attention, options.signal]);
    if (both.aborted) return;
    loading = both;
    void load(both);
  };
}
