// What stands where a conversation would: what to do next, also for whoever opened the demo for the first time.

import type { Desk } from "../desk.ts";
import { Icon } from "./Icon.tsx";

export function Nothing({ desk }: { readonly desk: Desk }) {
  const { queue, mine, others, closed } = desk.lists.value;
  if (desk.me.value === null)
    return (
      <div class="nothing" aria-busy="true">
        <p class="muted">Loading the conversations…</p>
      </div>
    );
  const isNew = queue.length + mine.length + others.length + closed.length === 0;
  return (
    <div class="nothing">
      <span class="nothing-mark">
        <Icon name="chat" />
      </span>
      <h2>{queue.length > 0 ? `${queue.length} in the queue` : "All quiet"}</h2>
      {queue.length > 0 && (
        <p class="muted">Choose a conversation from the list to read it, then accept it to answer.</p>
      )}
      {queue.length === 0 && !isNew && (
        <p class="muted">Nobody is in the queue. New conversations appear in the list by themselves.</p>
      )}
      {isNew && (
        <>
          <p class="muted">
            Nobody has written yet. To see a conversation arrive, be the customer yourself: open the shop in
            another tab, sign in as Ana and write to support.
          </p>
          <a class="button primary" href="/" target="_blank" rel="noopener">
            Open the shop
            <span class="visually-hidden"> (in a new tab)</span>
            <Icon name="outside" />
          </a>
        </>
      )}
    </div>
  );
}
