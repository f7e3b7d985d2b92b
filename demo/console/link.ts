// The live connection: opens the stream, hands over its events, reconnects with backoff. Knows no state beside its own.

import type { Signal } from "@preact/signals";
import { ApiError, type AgentApi } from "./api.ts";
import type { ServerEvent } from "./sse.ts";

export type LinkState = "connecting" | "live" | "lost";

export interface LinkOptions {
  readonly api: AgentApi;
  readonly state: Signal<LinkState>;
  /** Loads what the stream did not tell while it was closed; the connection counts as live when it resolves. */
  readonly catchUp: () => Promise<void>;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onRefused: () => void;
}

export interface Link {
  /** Tries at once instead of at the end of the wait. */
  retry(): void;
  dispose(): void;
}

export function openLink({ api, state, catchUp, onEvent, onRefused }: LinkOptions): Link {
  const ended = new AbortController();
  let wake: () => void = () => undefined;
  const retry = () => wake();
  addEventListener("online", retry);
  void run();

  async function run(): Promise<void> {
    for (let failures = 0; !ended.signal.aborted;) {
      const attempt = new AbortController();
      const giveUp = () => attempt.abort();
      ended.signal.addEventListener("abort", giveUp);
      try {
        const events = await api.stream(attempt.signal);
        await catchUp();
        failures = 0;
        state.value = "live";
        for await (const event of events) {
          if (event.event === "bye") break;
          onEvent(event);
        }
      } catch (error) {
        if (error instanceof ApiError && error.status === 401 && !ended.signal.aborted) return onRefused();
        failures += 1;
      } finally {
        attempt.abort();
        ended.signal.removeEventListener("abort", giveUp);
      }
      // A stream that simply ended is opened again at once; only a failure shows as a lost connection.
      if (failures > 0) state.value = "lost";
      await pause(failures === 0 ? 250 : Math.min(15_000, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6));
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    retry,
    dispose: () => {
      removeEventListener("online", retry);
      ended.abort();
      wake();
    },
  };
}
