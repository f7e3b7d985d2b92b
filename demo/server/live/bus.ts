// Wakes whoever follows changes when something changed, in whichever process it was written. Carries no data: they read it themselves.

import type { Db } from "../db/db.ts";
import { CHANNEL, type Announcement } from "../store/context.ts";

export interface Bus {
  /** @returns the function that ends the subscription */
  subscribe(heard: (announcement: Announcement) => void): () => void;
}

/** Heard as an announcement of nothing in particular: look at everything. */
export const ANYTHING: Announcement = Object.freeze({});

/** May it be about this customer? Of an announcement of nothing in particular one can't know. */
export function concerns({ customer, agents }: Announcement, sub: string): boolean {
  return customer === sub || (customer === undefined && agents === undefined);
}

export async function openBus(db: Db): Promise<Bus> {
  const subscribers = new Set<(announcement: Announcement) => void>();
  const tell = (announcement: Announcement) => {
    for (const heard of subscribers) heard(announcement);
  };
  await db.listen(
    CHANNEL,
    (payload) => tell(JSON.parse(payload) as Announcement),
    () => tell(ANYTHING),
  );
  return {
    subscribe: (heard) => {
      subscribers.add(heard);
      return () => subscribers.delete(heard);
    },
  };
}
