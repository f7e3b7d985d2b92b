// What the customer thought of a conversation that has ended: a score, words beside it, and thanks. A chunk of its own.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import type { Conversation } from "../model/conversation.ts";
import { useWidget } from "./context.ts";
import { inSentence } from "./names.ts";
import css from "./rating.css?inline";

export { Widget } from "./context.ts";
export { css };

/** A rating that was begun: it outlives the panel's closing, for whom and what it is about. */
const unsent = new WeakMap<Chat, { readonly of: string; readonly score: number; readonly comment: string }>();

interface Props {
  /** Whose rating of what it is. */
  readonly of: string;
  readonly conversation: Conversation;
  /** The best score. */
  readonly max: number;
}

const commentChars = 1000;

export function RatingCard({ of, conversation, max }: Props) {
  const { chat, strings } = useWidget();
  const { id, agent, rating } = conversation;
  const box = useRef<HTMLDivElement>(null);
  const change = useRef<HTMLButtonElement>(null);
  const kept = unsent.get(chat);
  const begun = kept?.of === of ? kept : null;
  const [score, setScore] = useState(begun?.score ?? rating?.score ?? 0);
  const [comment, setComment] = useState(begun?.comment ?? rating?.comment ?? "");
  const [isAsking, setAsking] = useState(begun !== null || rating === null);
  const [state, setState] = useState<"idle" | "sending" | "failed">("idle");
  /** What had the focus has gone. */
  const [focusTo, setFocusTo] = useState<"change" | "score" | null>(null);

  useLayoutEffect(() => {
    if (focusTo === "change") change.current?.focus({ preventScroll: true });
    if (focusTo === "score") box.current?.querySelector<HTMLElement>("input:checked")?.focus();
    setFocusTo(null);
  }, [focusTo]);

  function begin(score: number, comment: string): void {
    unsent.set(chat, { of, score, comment });
    setScore(score);
    setComment(comment);
  }

  async function send(): Promise<void> {
    if (state === "sending") return;
    setState("sending");
    try {
      await chat.rate(id, score, comment);
      unsent.delete(chat);
      setState("idle");
      setAsking(false);
      setFocusTo("change");
    } catch {
      // Said in place; the button is still there.
      setState("failed");
    }
  }

  function ask(): void {
    setAsking(true);
    setFocusTo("score");
  }

  const question = agent ? strings.rateAgent(inSentence(agent.name)) : strings.rate;
  return (
    <div ref={box} class="rating">
      {isAsking ? (
        <>
          <p id="rate" dir="auto">
            {question}
          </p>
          <Stars max={max} score={score} onScore={(score) => begin(score, comment)} />
          {score > 0 && (
            <>
              <textarea
                rows={2}
                dir="auto"
                maxLength={commentChars}
                aria-label={strings.rateComment}
                placeholder={strings.rateComment}
                value={comment}
                onInput={({ currentTarget }) => begin(score, currentTarget.value)}
              />
              <button type="button" class="primary-button" onClick={() => void send()}>
                {state === "sending"
                  ? strings.sending
                  : state === "failed"
                    ? strings.tryAgain
                    : strings.rateSend}
              </button>
            </>
          )}
        </>
      ) : (
        <Stars max={max} score={score} />
      )}
      {/* Always there: a live region that appears together with its text is not spoken. */}
      <p role="status">{isAsking ? "" : strings.rateThanks}</p>
      <p role="alert">{state === "failed" && strings.rateFailed}</p>
      {!isAsking && (
        <button ref={change} type="button" class="text-button" onClick={ask}>
          {strings.rateChange}
        </button>
      )}
    </div>
  );
}

interface StarsProps {
  readonly max: number;
  readonly score: number;
  /** Absent: they only show it. */
  readonly onScore?: (score: number) => void;
}

function Stars({ max, score, onScore }: StarsProps) {
  const { strings } = useWidget();
  const scores = Array.from({ length: max }, (_, index) => index + 1);
  if (!onScore)
    return (
      <div class="stars" role="img" aria-label={strings.rateScore(score, max)}>
        {scores.map((value) => (
          <Star key={value} on={value <= score} />
        ))}
      </div>
    );
  return (
    <div class="stars" role="radiogroup" aria-labelledby="rate">
      {scores.map((value) => (
        <label key={value}>
          <input
            type="radio"
            name="score"
            class="hidden-text"
            aria-label={strings.rateScore(value, max)}
            checked={value === score}
            onChange={() => onScore(value)}
          />
          <Star on={value <= score} />
        </label>
      ))}
    </div>
  );
}

function Star({ on }: { readonly on: boolean }) {
  return (
    <svg viewBox="0 0 24 24" class={on ? "on" : ""} aria-hidden="true">
      <path d="m12 2.8 2.8 5.9 6.5.9-4.7 4.5 1.1 6.4-5.7-3-5.7 3 1.1-6.4L2.7 9.6l6.5-.9z" />
    </svg>
  );
}
