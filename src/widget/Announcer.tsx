// Speaks new messages to screen readers, apart from the transcript, so that restored history says nothing. Stays mounted
// while the panel is closed.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../model/item.ts";
import { visibleText } from "./markup/parse.ts";
import { failureWords } from "./MessageItem.tsx";
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
  const { chat, strings } = useWidget();
  // Not a dependency: what waits to be spoken outlives a change of looks.
  const words = useRef(strings);
  words.current = strings;
  const [said, setSaid] = useState<Spoken | null>(null);
  const [alert, setAlert] = useState<Spoken | null>(null);
  const customer = chat.identity.value;
  const failing = chat.pending.value.some((message) => message.state === "failed");

  useEffect(() => {
    let waiting: Message[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let lastAt = -apartMs;

    function speak(): void {
      timer = undefined;
      lastAt = performance.now();
      const text =
        waiting.length > most
          ? words.current.announceNew(waiting.length)
          : waiting.map((message) => `${message.author.name}: ${visibleText(message).trim()}`).join("\n");
      waiting = [];
      setSaid({ key: lastAt, text });
      // Spoken by then; left there, it would be read twice by those who go through the page.
      clearTimeout(silence);
      silence = setTimeout(() => setSaid(null), apartMs);
    }

    const stop = [
      chat.on("message:received", (message) => {
        waiting.push(message);
        timer ??= setTimeout(speak, Math.max(gatherMs, lastAt + apartMs - performance.now()));
      }),
      chat.on("message:failed", ({ failure }) =>
        setAlert({
          key: performance.now(),
          text: words.current.failedAlert(failureWords(failure?.code ?? null, words.current)),
        }),
      ),
      // What was said to one customer must not be found by the next.
      chat.on("identity:change", () => {
        waiting = [];
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
