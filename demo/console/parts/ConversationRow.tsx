// One conversation in a list: who, state in words, what was said last, how long they have waited, what needs attention.

import type { AgentConversation } from "../../server/agent-api.ts";
import { moveBetweenStops } from "../arrow-keys.ts";
import { whenOf } from "../words.ts";
import { Avatar } from "./Avatar.tsx";
import { StateMark } from "./StateMark.tsx";

export interface ConversationRowProps {
  readonly conversation: AgentConversation;
  readonly isOpen: boolean;
  /** The agent at this console has it: their name would say nothing. */
  readonly isMine: boolean;
  /** The customer types. */
  readonly isTyping: boolean;
  /** In ms. */
  readonly now: number;
  readonly onShow: () => void;
}

export function ConversationRow(props: ConversationRowProps) {
  const { conversation, isOpen, isMine, isTyping, now, onShow } = props;
  const { id, customer, unread, lastMessage } = conversation;
  return (
    <li>
      <button
        type="button"
        class={`row${unread > 0 ? " row-unread" : ""}`}
        data-conversation={id}
        aria-current={isOpen ? "true" : undefined}
        onClick={onShow}
        onKeyDown={moveBetweenStops}
      >
        {isOpen && <span class="row-bar" aria-hidden="true" />}
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
            <StateMark conversation={conversation} now={now} />
            {conversation.agent && !isMine && <span class="state-wait">with {conversation.agent.name}</span>}
          </span>
        </span>
      </button>
    </li>
  );
}

function authorOf({ agent, lastAgent }: AgentConversation): string {
  return agent?.name ?? lastAgent?.name ?? "Agent";
}
