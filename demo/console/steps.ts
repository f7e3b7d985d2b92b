// Which step a conversation's state asks of this agent, and taking it: the keyboard goes on where the step leads.

import type { AgentConversation } from "../server/agent-api.ts";
import type { Step } from "./api.ts";
import type { Desk } from "./desk.ts";
import { afterDrawing, focusConversation, focusHeading, focusRow } from "./focus.ts";

export interface OfferedStep {
  readonly step: Step;
  /** On the button. */
  readonly words: string;
}

/** How a failed step is called: "Could not …". */
const LABELS: Record<Step, string> = {
  accept: "accept it",
  "pick-up": "pick it up",
  wait: "set it to waiting",
  end: "end the conversation",
  finish: "finish wrap-up",
};

/** The one step that is offered first, if there is one. */
export function mainStep({ state, agent }: AgentConversation, me: string | undefined): OfferedStep | null {
  if (state === "open") return { step: "accept", words: "Accept" };
  const isMine = agent?.id === me;
  if (state === "waiting")
    return isMine ? { step: "pick-up", words: "Pick up" } : { step: "accept", words: "Take over" };
  return state === "wrap-up" && isMine ? { step: "finish", words: "Finish wrap-up" } : null;
}

export async function takeStep(desk: Desk, conversation: AgentConversation, step: Step): Promise<void> {
  if (!(await desk.step(conversation.id, step, LABELS[step]))) return;
  // The agent may have gone on to another one meanwhile.
  if (desk.open.peek()?.id !== conversation.id) return;
  afterDrawing(() => {
    if (step === "accept" || step === "pick-up") focusConversation();
    else if (step !== "finish" || !focusRow(nextOf(desk))) focusHeading();
  });
}

/** Who needs the agent most: the agent's own conversations first, then the queue. */
function nextOf(desk: Desk): string | null {
  const { mine, queue } = desk.lists.peek();
  return mine[0]?.id ?? queue[0]?.id ?? null;
}
