// Below the transcript: the reply box where this agent may write, else one line that says why not and what helps.

import type { PaneProps } from "./ConversationPane.tsx";
import { ReplyBox } from "./ReplyBox.tsx";
import { openConversation } from "../commands.ts";
import { isBack } from "../waits.ts";
import { dayAndTimeInText } from "../words.ts";

const FULL_WORDS =
  "You have no place left. Set a conversation to waiting, or end one, first; or accept this one on top.";

export function Footer({ desk, conversation }: PaneProps) {
  const { customer, agent, state, closedAt } = conversation;
  const isMine = agent?.id === desk.me.value?.id;
  if (state === "active" && isMine) return <ReplyBox desk={desk} conversation={conversation} />;

  const latest = desk.latestOf(customer.id);
  if (state === "closed" && latest && latest.id !== conversation.id && latest.state !== "closed")
    return (
      <p class="footer-note">
        {customer.name} has started a new conversation.{" "}
        <button type="button" class="inline-action" onClick={() => openConversation(desk, latest.id)}>
          Open the new conversation
        </button>
      </p>
    );
  return <p class="footer-note">{note()}</p>;

  function isFull(): boolean {
    const capacity = desk.me.value?.capacity;
    return capacity !== undefined && capacity.used >= capacity.max;
  }

  function note(): string {
    if (state === "open") return isFull() ? FULL_WORDS : "Accept the conversation to answer.";
    if (state === "closed")
      return `Closed${closedAt ? ` ${dayAndTimeInText(closedAt)}` : ""}. ${customer.name}’s next message starts a new conversation.`;
    if (!isMine) return `${agent?.name ?? "Another agent"} has this conversation.`;
    if (isBack(conversation)) return `${customer.name} is back. Pick the conversation up to write.`;
    return state === "waiting"
      ? `Waiting: it uses none of your capacity, and you are told when ${customer.name} is back. Pick it up to write.`
      : "Ended. Finish wrap-up when you are done; until then it uses your capacity.";
  }
}
