// Who the conversation is with, its state in words, and the steps that its state allows.

import type { Step } from "../api.ts";
import { leaveConversation } from "../commands.ts";
import { places } from "../focus.ts";
import { mainStep, takeStep } from "../steps.ts";
import { ratingWords } from "../words.ts";
import { Avatar } from "./Avatar.tsx";
import type { PaneProps } from "./ConversationPane.tsx";
import { EndConversation } from "./EndConversation.tsx";
import { Icon } from "./Icon.tsx";
import { StateMark } from "./StateMark.tsx";

export function ConversationHeader({ desk, conversation }: PaneProps) {
  const { customer, state, agent, rating } = conversation;
  const isMine = agent?.id === desk.me.value?.id;
  return (
    <header class="pane-header">
      <button
        type="button"
        class="quiet icon-button pane-back"
        aria-label="Back to the list"
        onClick={() => leaveConversation(desk)}
      >
        <Icon name="left" />
      </button>
      <Avatar name={customer.name} />
      <div class="pane-who">
        <h2 id={places.heading} tabIndex={-1} dir="auto">
          {customer.name}
        </h2>
        <p class="pane-state">
          <StateMark conversation={conversation} now={desk.now.value} />
          {rating && (
            <span class="state state-rated">
              <Icon name="star" />
              Rated {ratingWords(rating)}
            </span>
          )}
          {agent && !isMine && state !== "closed" && <span class="state-wait">with {agent.name}</span>}
        </p>
      </div>
      <div class="steps">
        <Steps desk={desk} conversation={conversation} isMine={isMine} />
      </div>
    </header>
  );
}

function Steps({ desk, conversation, isMine }: PaneProps & { readonly isMine: boolean }) {
  const busy = desk.isBusy.value;
  const { state } = conversation;
  const isRunning = isMine && (state === "active" || state === "waiting");
  const offered = mainStep(conversation, desk.me.value?.id);
  const take = (step: Step) => takeStep(desk, conversation, step);
  return (
    <>
      {isRunning && <EndConversation busy={busy} onEnd={() => take("end")} />}
      {isRunning && state === "active" && (
        <button
          key="wait"
          type="button"
          class="wait-button"
          title="Frees a place of your capacity. You are told when the customer is back."
          aria-keyshortcuts="Alt+W"
          disabled={busy}
          onClick={() => take("wait")}
        >
          <Icon name="close" />
          <span>Set to waiting</span>
        </button>
      )}
      {offered && (
        <button
          key={offered.step}
          type="button"
          class="primary"
          aria-keyshortcuts="Control+Enter"
          disabled={busy}
          onClick={() => take(offered.step)}
        >
          {offered.words}
        </button>
      )}
    </>
  );
}
