// Speaks new messages to screen readers, and how things stand with the conversation when that changes before the customer's eyes. Apart
// from the transcript, so that restored history says nothing. Stays mounted while the panel is closed.

import { effect, untracked } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import type { Message } from "../model/item.ts";
import { visibleText } from "../markup/parse.ts";
import { failureWords } from "./MessageItem.tsx";
import { stateWords } from "./state-words.ts";
import { useWidget } from "./context.ts";

const gatherMs = 250;
const apartMs = 1500;
const most = 3;

interface Spoken {
  /** A new node each time, so that the same words are spoken again. */
  readonly key: number;
  readonly text: string;
}

export function Announcer() {
  const { chat, strings, dates } = useWidget();
  // Not a dependency: what waits to be spoken outlives a change of looks.
  const looks = useRef({ strings, dates });
  looks.current = { strings, dates };
  const [said, setSaid] = useState<Spoken | null>(null);
  const [alert, setAlert] = useState<Spoken | null>(null);
  const customer = chat.identity.value;
  const failing = chat.pending.value.some((message) => message.state === "failed");

  useEffect(() => {
    let waiting: Message[] = [];
    let hasTurned = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let lastAt = -apartMs;

    function speak(): void {
      timer = undefined;
      lastAt = performance.now();
      const { strings } = looks.current;
      const lines = hasTurned ? [present()] : [];
      if (waiting.length > most) lines.push(strings.announceNew(waiting.length));
      else
        for (const message of waiting) lines.push(`${message.author.name}: ${visibleText(message).trim()}`);
      forget();
      setSaid({ key: lastAt, text: lines.join("\n") });
      // Spoken by then; left there, it would be read twice by those who go through the page.
      clearTimeout(silence);
      silence = setTimeout(() => setSaid(null), apartMs);
    }

    function speakSoon(): void {
      timer ??= setTimeout(speak, Math.max(gatherMs, lastAt + apartMs - performance.now()));
    }

    function present(): string {
      const hours = chat.capabilities.peek()?.hours ?? null;
      return stateWords(chat.conversation.peek(), hours, looks.current.strings, looks.current.dates);
    }

    function forget(): void {
      waiting = [];
      hasTurned = false;
    }

    const stop = [
      onTurn(chat, () => {
        hasTurned = true;
        speakSoon();
      }),
      chat.on("message:received", (message) => {
        waiting.push(message);
        speakSoon();
      }),
      chat.on("message:failed", ({ failure }) =>
        setAlert({
          key: performance.now(),
          text: looks.current.strings.failedAlert(failureWords(failure?.code ?? null, looks.current.strings)),
        }),
      ),
      // What was said to one customer must not be found by the next.
      chat.on("identity:change", () => {
        forget();
        setSaid(null);
        setAlert(null);
      }),
    ];
    return () => {
      clearTimeout(timer);
      clearTimeout(silence);
      for (const unsubscribe of stop) unsubscribe();
    };
  }, [chat]);

  return (
    <div class="hidden-text">
      <div role="log" aria-live="polite">
        {said && customer.status !== "signed-out" && <p key={said.key}>{said.text}</p>}
      </div>
      {alert && failing && (
        <p key={alert.key} role="alert">
          {alert.text}
        </p>
      )}
    </div>
  );
}

/** Calls `fn` when the open panel's conversation changes hands or state, until the returned function is called. */
function onTurn({ identity, capabilities, conversation, isOpen }: Chat, fn: () => void): () => void {
  let before: { readonly customer: string; readonly state: string } | null = null;
  return effect(() => {
    const present = identity.value;
    const { id, state, agent } = conversation.value ?? {};
    // What is shown before the backend has told how things stand may be of yesterday.
    const isTold = "customer" in present && capabilities.value !== null;
    const now = isTold ? { customer: present.customer.id, state: `${id} ${state} ${agent?.id}` } : null;
    const hasTurned = now !== null && before?.customer === now.customer && before.state !== now.state;
    before = now;
    if (hasTurned) untracked(() => isOpen.value && fn());
  });
}
