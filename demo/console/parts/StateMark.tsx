// A conversation's state as a mark and a word, so that no state is told by its colour alone; and how long the customer has waited in it.

import type { AgentConversation, AgentConversationState } from "../../server/agent-api.ts";
import { isBack, waitOf } from "../waits.ts";
import { durationWords, STATE_WORDS } from "../words.ts";
import { Icon, type IconName } from "./Icon.tsx";

const MARKS: Record<AgentConversationState, IconName> = {
  open: "clock",
  active: "chat",
  waiting: "pause",
  "wrap-up": "pencil",
  closed: "check",
};

export interface StateMarkProps {
  readonly conversation: AgentConversation;
  /** In ms. */
  readonly now: number;
}

export function StateMark({ conversation, now }: StateMarkProps) {
  const { state } = conversation;
  const wait = waitOf(conversation);
  const duration = wait && durationWords(wait.since, now);
  return (
    <>
      <span class={`state state-${state}`}>
        <Icon name={MARKS[state]} />
        {STATE_WORDS[state]}
      </span>
      {isBack(conversation) && (
        <span class="state state-back">
          <Icon name="back" />
          Is back
        </span>
      )}
      {duration && (
        <span class="state-wait">
          {wait.words} {duration}
        </span>
      )}
    </>
  );
}
