// Typing, both ways: which customers type now, and telling them that the agent does. What fails is not repeated: it would come late.

import { signal, type ReadonlySignal } from "@preact/signals";
import { systemClock } from "../../src/lib/clock.ts";
import { createTypingPace, typingLastsMs, type TypingPace } from "../../src/sync/typing-pace.ts";
import type { AgentTyping } from "../server/agent-api.ts";
import type { AgentApi } from "./api.ts";

export interface Typing {
  /** The conversations whose customers type. */
  readonly who: ReadonlySignal<ReadonlySet<string>>;
  hear(typing: AgentTyping): void;
  end(conversation: string): void;
  /** The agent changed the reply. */
  typed(conversation: string, text: string): void;
  sent(conversation: string): void;
  dispose(): void;
}

export function createTyping(api: Pick<AgentApi, "typing">): Typing {
  const who = signal<ReadonlySet<string>>(new Set());
  const ends = new Map<string, () => void>();
  const paces = new Map<string, TypingPace>();

  function end(conversation: string): void {
    ends.get(conversation)?.();
    ends.delete(conversation);
    if (!who.peek().has(conversation)) return;
    who.value = new Set([...who.peek()].filter((id) => id !== conversation));
  }

  function hear({ conversation, on }: AgentTyping): void {
    ends.get(conversation)?.();
    if (!on) return end(conversation);
    ends.set(
      conversation,
      systemClock.setTimer(() => end(conversation), typingLastsMs),
    );
    if (!who.peek().has(conversation)) who.value = new Set([...who.peek(), conversation]);
  }

  function paceOf(conversation: string): TypingPace {
    const known = paces.get(conversation);
    if (known) return known;
    // A failure that matters fails the reply too, which says so.
    const tell = (on: boolean) => void api.typing(conversation, on).catch(() => undefined);
    const pace = createTypingPace(systemClock, tell);
    paces.set(conversation, pace);
    return pace;
  }

  return {
    who,
    hear,
    end,
    typed: (conversation, text) => paceOf(conversation).typed(text.trim() !== ""),
    sent: (conversation) => paceOf(conversation).stop(),
    dispose: () => {
      for (const cancel of ends.values()) cancel();
      for (const pace of paces.values()) pace.stop();
    },
  };
}
