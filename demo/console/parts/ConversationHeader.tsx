// Who the conversation is with, its state in words, and the steps that its state allows.

import { useRef } from "preact/hooks";
import type { Step } from "../api.ts";
import { ratingWords, STATE_WORDS } from "../words.ts";
import { Avatar } from "./Avatar.tsx";
import type { PaneProps } from "./ConversationPane.tsx";
import { isBack } from "./ConversationRow.tsx";
import { EndConversation } from "./EndConversation.tsx";

export function ConversationHeader({ desk, conversation }: PaneProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const { customer, state, agent } = conversation;
  const isMine = agent?.id === desk.me.value?.id;

  async function take(step: Step, label: string): Promise<void> {
    await desk.step(conversation.id, step, label);
    // The reply box that appears takes the focus by itself.
    if (step === "accept" || step === "pick-up") return;
    // Else the button that was pressed is gone, and the heading is the nearest thing.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) headingRef.current?.focus();
    });
  }

  return (
    <header class="pane-header">
      <button
        type="button"
        class="quiet pane-back"
        aria-label="Back to the list"
        onClick={() => desk.show(null)}
      >
        ‹
      </button>
      <Avatar name={customer.name} />
      <div class="pane-who">
        <h2 ref={headingRef} tabIndex={-1} dir="auto">
          {customer.name}
        </h2>
        <p class="pane-state">
          <span class={`state state-${state}`}>{STATE_WORDS[state]}</span>
          {isBack(conversation) && <span class="state state-back">{customer.name} is back</span>}
          {conversation.rating && (
            <span class="state state-rated">Rated {ratingWords(conversation.rating)}</span>
          )}
          {agent && !isMine && state !== "closed" && <span>with {agent.name}</span>}
        </p>
      </div>
      <div class="steps">
        <Steps desk={desk} conversation={conversation} isMine={isMine} onStep={take} />
      </div>
    </header>
  );
}

interface StepsProps extends PaneProps {
  readonly isMine: boolean;
  readonly onStep: (step: Step, label: string) => Promise<void>;
}

function Steps({ desk, conversation, isMine, onStep }: StepsProps) {
  const busy = desk.isBusy.value;
  const { state } = conversation;
  const primary = (words: string, step: Step, label: string) => (
    <button key={step} type="button" class="primary" disabled={busy} onClick={() => onStep(step, label)}>
      {words}
    </button>
  );
  if (state === "open") return primary("Accept", "accept", "accept it");
  if (!isMine) return state === "waiting" ? primary("Take over", "accept", "take it over") : null;
  if (state === "wrap-up") return primary("Finish wrap-up", "finish", "finish wrap-up");
  if (state === "closed") return null;
  return (
    <>
      <EndConversation busy={busy} onEnd={() => onStep("end", "end the conversation")} />
      {state === "waiting" ? (
        primary("Pick up", "pick-up", "pick it up")
      ) : (
        <button
          key="wait"
          type="button"
          class="icon-button"
          aria-label="Set to waiting"
          title="Set to waiting: frees your capacity. You are told when the customer is back."
          disabled={busy}
          onClick={() => onStep("wait", "set it to waiting")}
        >
          ✖
        </button>
      )}
    </>
  );
}
