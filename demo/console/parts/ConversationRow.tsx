// One conversation in a list: who, state in words, what was said last, what needs attention.

import type { AgentConversation } from "../../server/agent-api.ts";
import { moveBetweenStops } from "../arrow-keys.ts";
import { STATE_WORDS, whenOf } from "../words.ts";
import { Avatar } from "./Avatar.tsx";

export interface ConversationRowProps {
  readonly conversation: AgentConversation;
  readonly isOpen: boolean;
  /** The agent at this console has it: their name would say nothing. */
  readonly isMine: boolean;
  /** The customer types. */
  readonly isTyping: boolean;
  readonly onShow: () => void;
}

export function ConversationRow({ conversation, isOpen, isMine, isTyping, onShow }: ConversationRowProps) {
  const { customer, state, unread, lastMessage } = conversation;
  return (
    <li>
      <button
        type="button"
        class="row"
        aria-current={isOpen ? "true" : undefined}
        onClick={onShow}
        onKeyDown={moveBetweenStops}
      >
        <Avatar name={customer.name} />
        <span class="row-body">
          <span class="row-line">
            <span class="row-name" dir="auto">
              {customer.name}
            </span>
            <span class="row-when">{whenOf(lastMessage?.at ?? conversation.openedAt)}</span>
          </span>
          <span class="row-line">
            {isTyping ? (
              <span class="row-last row-typing">typing…</span>
            ) : (
              <span class="row-last" dir="auto">
                {lastMessage?.role === "agent" && `${authorOf(conversation)}: `}
                {lastMessage ? lastMessage.text || "Message deleted" : "No messages yet"}
              </span>
            )}
            {unread > 0 && (
              <span class="badge">
                {unread}
                <span class="visually-hidden"> unread</span>
              </span>
            )}
          </span>
          <span class="row-line row-marks">
            <span class={`state state-${state}`}>{STATE_WORDS[state]}</span>
            {isBack(conversation) && <span class="state state-back">Is back</span>}
            {conversation.agent && !isMine && <span class="row-agent">{conversation.agent.name}</span>}
          </span>
        </span>
      </button>
    </li>
  );
}

export function isBack({ state, returnedAt }: AgentConversation): boolean {
  return state === "waiting" && returnedAt !== null;
}

function authorOf({ agent, lastAgent }: AgentConversation): string {
  return agent?.name ?? lastAgent?.name ?? "Agent";
}
