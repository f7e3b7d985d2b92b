// Whether somebody looks at a transcript, in the open panel or for an export, and what comes of it: older pages, the wish to keep the
// connection, a word to the agent who waits. Asks for no news; the phases do.

import type { Store } from "../store.ts";
import type { Gate } from "./backoff.ts";
import type { Neighbours } from "./neighbours.ts";
import type { PageCustomer } from "./page-customer.ts";
import { depth, type SyncState } from "./state.ts";

export interface OnlookerOptions {
  readonly store: Store;
  readonly gate: Gate;
  readonly neighbours: Pick<Neighbours, "lead">;
  readonly person: Pick<PageCustomer, "current">;
  /** `hasReaders()` may have changed. */
  readonly onChange: () => void;
}

export interface Onlooker {
  /** Does somebody read the transcript elsewhere than in the open panel? */
  hasReaders(): boolean;
  /** Somebody does, until the returned function is called, once. */
  attend(): () => void;
  /** Somebody looks at a transcript that is here: older pages may come, and a waiting agent may be told. */
  look(): void;
  askOlder(count: number): void;
  /** This is how things stand now: somebody may have come, or gone. */
  mind(state: SyncState): void;
  dispose(): void;
}

export function createOnlooker({ store, gate, neighbours, person, onChange }: OnlookerOptions): Onlooker {
  /** Lives exactly as long as somebody looks at this customer's transcript; so does the wish to keep the connection. */
  let attention: AbortController | null = null;
  let hasGreeted = false;
  let readers = 0;

  return {
    hasReaders: () => readers > 0,

    attend() {
      readers += 1;
      onChange();
      return () => {
        readers -= 1;
        onChange();
      };
    },

    look() {
      const customer = person.current();
      if (!attention || !customer) return;
      // Once for each time somebody comes: a conversation that is set aside under their eyes is no return.
      if (!hasGreeted && store.signals.isOpen.peek()) {
        hasGreeted = true;
        customer.receipts.returned();
      }
      customer.loadOlder(attention.signal);
      customer.push();
    },

    askOlder(count) {
      gate.hurry();
      if (attention) person.current()?.loadOlder(attention.signal, count);
    },

    mind({ phase, world }) {
      const customer = person.current();
      const isLooking = depth(world) === "full" && customer !== null;
      // Who is not answered keeps no connection, and must not keep others from one.
      const canLead = phase !== "auth-required" && phase !== "refused";
      neighbours.lead(isLooking && canLead ? customer.ledger.owner.sub : null);
      if (isLooking && !attention) {
        attention = new AbortController();
        hasGreeted = false;
      }
      if (isLooking) return;
      attention?.abort();
      attention = null;
    },

    dispose: () => attention?.abort(),
  };
}
