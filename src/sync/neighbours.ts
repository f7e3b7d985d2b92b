// The other tabs of this browser: telling and hearing, taking turns, and who keeps the one connection. Without a channel or
// without locks every tab acts as if it were alone: more requests, nothing wrong.

import { ChatError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { toTabMessage, type TabMessage } from "./tab-messages.ts";
import type { Channel, Locks, OpenChannel } from "./tabs.ts";

/** How long a turn is waited for: a page that sleeps with a lock in its hand must not stop the others. */
const patienceMs = 5000;

const heardByConnection: ReadonlySet<TabMessage["type"]> = new Set(["delta", "typing", "hours"]);

export interface NeighboursOptions {
  readonly backendId: string;
  readonly locks: Locks | null;
  readonly openChannel: OpenChannel | null;
  readonly clock: Clock;
  readonly hear: (message: TabMessage) => void;
  /** `isLeader()` has changed. */
  readonly onLead: () => void;
}

export interface Neighbours {
  tell(message: TabMessage): void;
  /** Does the tab with the connection tell this one what it hears? */
  isTold(): boolean;
  /** Hears and says nothing while off: an open channel keeps a page out of the back/forward cache. */
  connect(isOn: boolean): void;
  /** Runs `work` while no other tab does the same `thing`; after 5 s of waiting without that promise, unless it `isPatient`. */
  alone<T>(
    thing: string,
    signal: AbortSignal,
    work: () => Promise<T>,
    options?: { readonly isPatient?: boolean },
  ): Promise<T>;
  /** Whose connection this tab would keep, if it may; null for none. Gives the place up at once. */
  lead(sub: string | null): void;
  isLeader(): boolean;
  dispose(): void;
}

export function createNeighbours(options: NeighboursOptions): Neighbours {
  const { backendId, locks, openChannel, clock, onLead } = options;
  const name = `ajar:${backendId}`;
  let channel: Channel | null = null;
  let leading: { readonly sub: string; readonly controller: AbortController } | null = null;
  let isLeader = false;

  connect(true);

  function connect(isOn: boolean): void {
    if (isOn) channel ??= open();
    else {
      channel?.close();
      channel = null;
    }
  }

  /** One that can't be had is none: some browsers throw where the page may store nothing. */
  function open(): Channel | null {
    try {
      return openChannel?.(name, hear) ?? null;
    } catch {
      return null;
    }
  }

  function hear(value: unknown): void {
    const message = toTabMessage(value);
    if (message) options.hear(message);
  }

  function lead(sub: string | null): void {
    if (leading?.sub === sub) return;
    leading?.controller.abort();
    leading = null;
    isLeader = false;
    if (sub === null) return;
    const controller = new AbortController();
    leading = { sub, controller };
    if (locks) void takeLead(locks, `${name}:live:${sub}`, controller.signal);
    else isLeader = true;
  }

  async function takeLead(locks: Locks, lock: string, signal: AbortSignal): Promise<void> {
    const begin = () => {
      isLeader = true;
      onLead();
    };
    try {
      await locks.hold(lock, signal, async () => {
        if (signal.aborted) return;
        begin();
        await untilAborted(signal);
      });
    } catch {
      // Locks that can't be had (a sandboxed frame) are no locks.
      if (!signal.aborted) begin();
    }
  }

  async function alone<T>(
    thing: string,
    signal: AbortSignal,
    work: () => Promise<T>,
    { isPatient = false } = {},
  ): Promise<T> {
    if (!locks) return work();
    const patience = new AbortController();
    const cancel = isPatient ? () => undefined : clock.setTimer(() => patience.abort(), patienceMs);
    let running: Promise<T> | null = null;
    const run = () => {
      cancel();
      return (running ??= work());
    };
    const turn = AbortSignal.any([signal, patience.signal]);
    // However the turn was lost, what counts is what comes of the work.
    await locks.hold(`${name}:${thing}`, turn, async () => void (await run())).catch(() => undefined);
    cancel();
    if (!running && signal.aborted) throw new ChatError("aborted", "The turn was not waited for");
    return run();
  }

  return {
    tell: (message) => {
      // One tells what it hears. Without locks each has a connection of its own, and nothing to be told.
      if (heardByConnection.has(message.type) && !(locks && isLeader)) return;
      channel?.post(message);
    },
    isTold: () => channel !== null && locks !== null,
    connect,
    alone,
    lead,
    isLeader: () => isLeader,
    dispose: () => {
      lead(null);
      connect(false);
    },
  };
}

/** At once where it has been: leading may have led to giving it up. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
    if (signal.aborted) resolve();
  });
}
