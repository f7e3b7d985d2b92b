// Where the customer writes. Never disabled by hours, a lost connection, an expired token or a closed conversation; what
// was written leaves it only when the chat has taken it.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { defaultTextChars } from "../backend/wire.ts";
import { ChatError } from "../errors.ts";
import { codePointCount } from "../lib/text.ts";
import { customerIdOf, isComposing, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";

const counterFromChars = 200;

export function Composer({ field }: { readonly field: RefObject<HTMLTextAreaElement | null> }) {
  const { chat, strings } = useWidget();
  const [problem, setProblem] = useState<string | null>(null);
  /** What was refused and stands in the field again: what was sent later follows it. */
  const givenBack = useRef("");
  const draft = chat.draft.value;
  const limit = chat.capabilities.value?.limits.textChars ?? defaultTextChars;
  const left = charactersLeft(draft, limit);
  const sendable = draft.trim() !== "" && left >= 0;
  const isProblem = problem !== null || left < 0;
  const note = problem ?? counterWords();

  useLayoutEffect(() => {
    const element = field.current;
    const box = element?.parentElement;
    // Where CSS can't say it (Firefox, older Safari), the field is measured.
    if (!element || !box || CSS.supports("field-sizing", "content")) return;
    // Measured in a box that keeps its height: the transcript above must not move with each key.
    box.style.height = `${box.offsetHeight}px`;
    element.style.height = "auto";
    // Not drawn, as in a closed tab of the page, it has no height to take.
    if (element.scrollHeight > 0) element.style.height = `${element.scrollHeight}px`;
    box.style.height = "";
  }, [draft, field]);

  function counterWords(): string | null {
    if (left >= counterFromChars) return null;
    return left >= 0 ? strings.charactersLeft(left) : strings.charactersOver(-left);
  }

  async function submit(): Promise<void> {
    // What is drawn may be a keystroke, or a send, behind.
    const text = chat.draft.peek();
    if (text.trim() === "" || charactersLeft(text, limit) < 0) return;
    const customer = customerIdOf(chat);
    givenBack.current = "";
    field.current?.focus({ preventScroll: true });
    setProblem(null);
    try {
      await chat.send(text);
    } catch (error) {
      // Another customer's composer must not get this one's text.
      if (customer !== null && customerIdOf(chat) !== customer) return;
      const draft = chat.draft.peek();
      const before = draft.startsWith(givenBack.current) ? givenBack.current : "";
      const since = draft.slice(before.length);
      givenBack.current = `${before}${text}\n`;
      chat.setDraft(since === "" ? `${before}${text}` : givenBack.current + since);
      setProblem(isInvalid(error) ? `${strings.failed}: ${strings.failedText}` : strings.sendFailed);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    void submit();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={strings.composer}
          aria-describedby="note"
          aria-invalid={left < 0 ? "true" : undefined}
          placeholder={strings.placeholder}
          enterkeyhint="send"
          value={draft}
          onInput={(event) => {
            setProblem(null);
            chat.setDraft(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        {/* Not `disabled`: that would take the focus away after each send. */}
        <button
          type="button" // a sandboxed frame may block forms, and with them their buttons
          class="send"
          aria-label={strings.send}
          aria-disabled={sendable ? undefined : "true"}
          onClick={() => void submit()}
        >
          <Icon name="send" />
        </button>
      </div>
      {/* Each character less is no news to a screen reader; one too many is. */}
      <p id="note" class={isProblem ? "note note-problem" : "note"} aria-live={isProblem ? "polite" : "off"}>
        {note}
      </p>
    </form>
  );
}

/** In code points, as the backend counts. Most texts are far from the limit and are not counted. */
function charactersLeft(text: string, limit: number): number {
  if (text.length < limit - counterFromChars) return limit - text.length;
  return limit - codePointCount(text);
}

function isInvalid(error: unknown): boolean {
  return error instanceof ChatError && error.code === "invalid-text";
}
