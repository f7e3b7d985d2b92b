// The lists on the left: queue and own conversations always, others' and closed ones on demand. Arrow keys move between rows.

import type { ComponentChildren } from "preact";
import type { AgentConversation } from "../../server/agent-api.ts";
import type { Desk } from "../desk.ts";
import { moveBetweenStops } from "../arrow-keys.ts";
import { ConversationRow } from "./ConversationRow.tsx";

export function Sidebar({ desk }: { readonly desk: Desk }) {
  const { queue, mine, others, closed } = desk.lists.value;
  const rows = (conversations: readonly AgentConversation[]) => (
    <Rows desk={desk} conversations={conversations} />
  );
  return (
    <nav class="sidebar" aria-label="Conversations">
      <List name="Queue" count={queue.length}>
        {queue.length > 0 ? rows(queue) : <p class="list-empty">Nobody is waiting.</p>}
      </List>
      <List name="My conversations" count={mine.length}>
        {mine.length > 0 ? rows(mine) : <p class="list-empty">Accept one from the queue.</p>}
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
  return (
    <ul class="rows">
      {conversations.map((conversation) => (
        <ConversationRow
          key={conversation.id}
          conversation={conversation}
          isMine={conversation.agent?.id === desk.me.value?.id}
          isTyping={desk.isTyping(conversation.id)}
          isOpen={conversation.id === desk.open.value?.id}
          onShow={() => desk.show(conversation.id)}
        />
      ))}
    </ul>
  );
}
