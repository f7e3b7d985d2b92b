// The lists on the left: queue and own conversations always, others' and closed ones on demand. Arrow keys move between rows.

import type { ComponentChildren } from "preact";
import type { AgentConversation } from "../../server/agent-api.ts";
import { moveBetweenStops } from "../arrow-keys.ts";
import { openConversation } from "../commands.ts";
import type { Desk } from "../desk.ts";
import { places } from "../focus.ts";
import { capacityWords } from "../words.ts";
import { ConversationRow } from "./ConversationRow.tsx";
import { Icon } from "./Icon.tsx";

export function Sidebar({ desk }: { readonly desk: Desk }) {
  const { queue, mine, others, closed } = desk.lists.value;
  const rows = (conversations: readonly AgentConversation[]) => (
    <Rows desk={desk} conversations={conversations} />
  );
  // Until the server has said so, nobody knows that a list is empty.
  const isKnown = desk.me.value !== null;
  return (
    <nav class="sidebar" id={places.lists} tabIndex={-1} aria-label="Conversations" aria-busy={!isKnown}>
      <List name="Queue" count={queue.length}>
        {isKnown ? rows(queue) : <Loading />}
        {isKnown && queue.length === 0 && <p class="list-empty">Nobody is waiting.</p>}
      </List>
      <List name="My conversations" count={mine.length}>
        <CapacityNote desk={desk} />
        {isKnown ? rows(mine) : <Loading />}
        {isKnown && mine.length === 0 && <p class="list-empty">What you accept stays here until it ends.</p>}
      </List>
      <FoldedList name="Other agents" count={others.length}>
        {rows(others)}
      </FoldedList>
      <FoldedList name="Closed" count={closed.length}>
        {rows(closed)}
      </FoldedList>
    </nav>
  );
}

function CapacityNote({ desk }: { readonly desk: Desk }) {
  const me = desk.me.value;
  const waiting = desk.lists.value.mine.filter(({ state }) => state === "waiting").length;
  const words = me && capacityWords(me.capacity, waiting);
  if (!words) return null;
  const isFull = me.capacity.used >= me.capacity.max;
  return (
    <p class={isFull ? "list-note list-note-full" : "list-note"}>
      {isFull && <Icon name="warning" />}
      <span>{words}</span>
    </p>
  );
}

interface ListProps {
  readonly name: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

function List({ name, count, children }: ListProps) {
  return (
    <section class="list" aria-label={name}>
      <h2 class="list-name">
        {name} <span class="list-count">{count}</span>
      </h2>
      {children}
    </section>
  );
}

function FoldedList({ name, count, children }: ListProps) {
  if (count === 0) return null;
  return (
    <details class="list list-folded">
      <summary class="list-name" onKeyDown={moveBetweenStops}>
        <Icon name="left" />
        {name} <span class="list-count">{count}</span>
      </summary>
      {children}
    </details>
  );
}

function Rows({
  desk,
  conversations,
}: {
  readonly desk: Desk;
  readonly conversations: readonly AgentConversation[];
}) {
  if (conversations.length === 0) return null;
  return (
    <ul class="rows">
      {conversations.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isMine={conversation.agent?.id === desk.me.value?.id}
          isTyping={desk.isTyping(conversation.id)}
          isOpen={conversation.id === desk.open.value?.id}
          now={desk.now.value}
          onShow={() => openConversation(desk, conversation.id)}
        />
      ))}
    </ul>
  );
}

function Loading() {
  return (
    <div class="row-skeleton">
      <span class="visually-hidden">Loading</span>
      <i />
    </div>
  );
}
