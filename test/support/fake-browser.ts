// What the tabs of one browser share: storage, locks and a channel, in memory. Messages arrive a turn later, as copies.

import type { Channel, Locks, OpenChannel } from "../../src/sync/tabs.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";

export interface FakeBrowser {
  readonly storage: Storage;
  readonly locks: Locks;
  readonly openChannel: OpenChannel;
  /** Says something as no tab of this version would. */
  shout(message: unknown): void;
  /** Names of the locks that are held. */
  held(): readonly string[];
  channelCount(): number;
}

export function createFakeBrowser(): FakeBrowser {
  const ears = new Map<Channel, (message: unknown) => void>();
  const holders = new Map<string, Promise<unknown>>();

  function tellAllBut(speaker: Channel | null, message: unknown): void {
    const copy = structuredClone(message);
    for (const [channel, hear] of ears) {
      if (channel === speaker) continue;
      queueMicrotask(() => ears.has(channel) && hear(copy));
    }
  }

  return {
    storage: memoryStorage(),
    locks: {
      hold: async (name, signal, work) => {
        for (let holder = holders.get(name); holder; holder = holders.get(name)) {
          await untilFreeOr(signal, holder);
          if (signal.aborted) throw signal.reason;
        }
        const turn = work().finally(() => holders.delete(name));
        holders.set(
          name,
          turn.catch(() => undefined),
        );
        await turn;
      },
    },
    openChannel: (_, hear) => {
      const channel: Channel = {
        post: (message) => tellAllBut(channel, message),
        close: () => ears.delete(channel),
      };
      ears.set(channel, hear);
      return channel;
    },
    shout: (message) => tellAllBut(null, message),
    held: () => [...holders.keys()],
    channelCount: () => ears.size,
  };
}

function untilFreeOr(signal: AbortSignal, holder: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    void holder.then(() => resolve());
  });
}
