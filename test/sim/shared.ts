// What the tabs of one browser share beside the disk: Web Locks and BroadcastChannels, each page seeing them through its life.

import type { Channel, Locks, OpenChannel } from "../../src/sync/tabs.ts";
import type { Agenda } from "./agenda.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";

export interface Shared {
  locks(page: SharedPage): Locks;
  openChannel(page: SharedPage): OpenChannel;
  /** A page died: its locks are free soon after. */
  release(life: Life): void;
  /** Names of the locks held or waited for and of the open channels of this page. */
  holdings(life: Life): readonly string[];
}

export interface SharedPage {
  readonly life: Life;
  /** Hears of each call. */
  readonly onCall: (what: string) => void;
}

interface Request {
  readonly life: Life;
  readonly name: string;
  readonly begin: () => void;
}

interface Member {
  readonly life: Life;
  readonly name: string;
  readonly hear: (message: unknown) => void;
  /** No message arrives before those posted earlier. */
  nextAt: number;
}

/** How long a browser takes to free a dead page's locks. */
const releaseMs = 64;

export function createShared({
  agenda,
  random,
}: {
  readonly agenda: Agenda;
  readonly random: Random;
}): Shared {
  const members = new Set<Member>();
  let queue: readonly Request[] = [];
  const holders = new Map<string, Request>();

  function grant(name: string): void {
    if (holders.has(name)) return;
    const first = queue.find((request) => request.name === name);
    if (!first) return;
    holders.set(name, first);
    queue = queue.filter((request) => request !== first);
    agenda.after(random.between(0, 5), () => first.life.run(first.begin));
  }

  function free(request: Request): void {
    queue = queue.filter((other) => other !== request);
    if (holders.get(request.name) !== request) return;
    holders.delete(request.name);
    grant(request.name);
  }

  return {
    locks: ({ life, onCall }) => ({
      hold: (name, signal, work) => {
        onCall(`lock ${name}`);
        if (signal.aborted) return Promise.reject(signal.reason as Error);
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        const request: Request = { life, name, begin };
        const giveUp = () => {
          free(request);
          reject(signal.reason as Error);
        };
        function begin(): void {
          signal.removeEventListener("abort", giveUp);
          if (signal.aborted) return;
          work()
            .finally(() => free(request))
            .then(resolve, reject);
        }
        signal.addEventListener("abort", giveUp, { once: true });
        queue = [...queue, request];
        grant(name);
        return promise;
      },
    }),

    openChannel:
      ({ life, onCall }) =>
      (name, hear): Channel => {
        onCall(`channel ${name}`);
        const self: Member = { life, name, hear, nextAt: 0 };
        members.add(self);
        return {
          post: (message) => {
            onCall("post");
            const copy: unknown = structuredClone(message);
            for (const member of members) if (member !== self && member.name === name) deliver(member, copy);
          },
          close: () => members.delete(self),
        };
      },

    release: (life) => {
      for (const member of members) if (member.life === life) members.delete(member);
      const mine = [...queue, ...holders.values()].filter((request) => request.life === life);
      agenda.after(releaseMs, () => mine.forEach(free));
    },

    holdings: (life) =>
      [...members, ...queue, ...holders.values()]
        .filter((holding) => holding.life === life)
        .map(({ name }) => name),
  };

  function deliver(member: Member, message: unknown): void {
    // A frozen page's messages wait for it, or are lost when the browser keeps too many.
    if (member.life.isFrozen() && random.chance(0.3)) return;
    const at = Math.max(member.nextAt, agenda.now() + random.between(0.2, 15));
    member.nextAt = at;
    agenda.after(at - agenda.now(), () =>
      member.life.run(() => {
        if (members.has(member)) member.hear(message);
      }),
    );
  }
}
