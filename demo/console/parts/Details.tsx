// The side column: who the customer is, where they are, which conversation this is.

import type { AgentConversation } from "../../server/agent-api.ts";
import { dayAndTimeOf, ratingWords } from "../words.ts";

export function Details({ conversation }: { readonly conversation: AgentConversation }) {
  const { customer, context, lastAgent, agent, rating } = conversation;
  const facts = Object.entries(context);
  return (
    <aside class="details" aria-label="Details">
      <h2>Customer</h2>
      <dl>
        <Fact kind="name" name="Name" value={customer.name} />
        <Fact kind="customer-id" name="Customer id" value={customer.id} isCode />
      </dl>
      {facts.length > 0 && (
        <>
          <h2>Where they are</h2>
          <dl>
            {facts.map(([name, value]) => (
              <Fact key={name} kind="context" name={capitalized(name)} value={value} />
            ))}
          </dl>
        </>
      )}
      <h2>Conversation</h2>
      <dl>
        <Fact kind="time" name="Opened" value={dayAndTimeOf(conversation.openedAt)} />
        {conversation.closedAt && (
          <Fact kind="time" name="Closed" value={dayAndTimeOf(conversation.closedAt)} />
        )}
        {rating && <Fact kind="rating" name="Rating" value={ratingWords(rating)} />}
        {rating?.comment && <Fact kind="rating" name="Comment" value={rating.comment} />}
        {agent && <Fact kind="agent" name="Agent" value={agent.name} />}
        {!agent && lastAgent && <Fact kind="agent" name="Last agent" value={lastAgent.name} />}
        <Fact kind="conversation-id" name="Conversation id" value={conversation.id} isCode />
      </dl>
    </aside>
  );
}

interface FactProps {
  /** For the narrow layout, which has room for some. */
  readonly kind: "name" | "customer-id" | "context" | "time" | "rating" | "agent" | "conversation-id";
  readonly name: string;
  readonly value: string;
  readonly isCode?: boolean;
}

function Fact({ kind, name, value, isCode }: FactProps) {
  return (
    <div class={`fact fact-${kind}`}>
      <dt>{name}</dt>
      <dd class={isCode ? "code" : ""} dir="auto">
        {value}
      </dd>
    </div>
  );
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
