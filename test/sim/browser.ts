// One browser of one person: what its tabs share, and the tabs. Knows nothing of what happens to them when.

import type { Agenda } from "./agenda.ts";
import type { Disk } from "./disk.ts";
import type { Host } from "./host.ts";
import type { Shared } from "./shared.ts";
import type { Tab } from "./tab.ts";
import type { Weather } from "./weather.ts";

export interface Browser {
  readonly name: string;
  readonly disk: Disk;
  readonly shared: Shared;
  readonly host: Host;
  readonly weather: Weather;
  readonly hasLocks: boolean;
  readonly hasChannel: boolean;
  /** The host names the customer to the chat. */
  readonly namesCustomer: boolean;
  /** How this browser's pages can follow changes. */
  readonly live: readonly ("sse" | "longPoll")[];
  /** Open pages, frozen ones included. */
  tabs: readonly Tab[];
  wallMs(): number;
  /** The person, or a time server, sets the clock. */
  shiftWall(ms: number): void;
}

export interface BrowserOptions extends Omit<Browser, "tabs" | "wallMs" | "shiftWall"> {
  readonly agenda: Agenda;
}

const startMs = 1_800_000_000_000;

export function createBrowser({ agenda, ...options }: BrowserOptions): Browser {
  let shiftMs = 0;
  return {
    ...options,
    tabs: [],
    wallMs: () => Math.floor(startMs + agenda.now() + shiftMs),
    shiftWall: (ms) => {
      shiftMs += ms;
    },
  };
}
