// Where the agent writes, in light markdown, with quick replies in a line of their own when asked for. Enter sends, Shift+Enter breaks the line, and Enter inside an input method only ends the composition.

import type { RefObject, TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { places } from "../focus.ts";
import { quickRepliesProblem, toQuickReplies } from "../quick-replies.ts";
import type { PaneProps } from "./ConversationPane.tsx";
import { Icon } from "./Icon.tsx";

const MAX_HEIGHT_PX = 180;
/** As many as the server takes. */
const MAX_CHARS = 4000;
const CHARS_LEFT_SHOWN = 200;

export function ReplyBox({ desk, conversation }: PaneProps) {
  const boxRef = useRef<HTMLTextAreaElement>(null);
  const lineRef = useRef<HTMLInputElement>(null);
  const fileRef = useRef<HTMLInputElement>(null);
  const text = desk.draft(conversation.id);
  // Kept like the text, beside it.
  const lineDraft = `${conversation.id} quick replies`;
  const line = desk.draft(lineDraft);
  const quickReplies = toQuickReplies(line);
  const problem = quickRepliesProblem(quickReplies);
  const [isAsking, setAsking] = useState(line !== "");
  const charsLeft = MAX_CHARS - text.length;
  const isNearLimit = charsLeft < CHARS_LEFT_SHOWN;
  const sendable = text.trim() !== "" && problem === null;

  useEffect(() => {
    if (isAsking && line === "") lineRef.current?.focus();
  }, [isAsking, line]);
  useEffect(() => {
    if (document.activeElement === document.body) boxRef.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (boxRef.current) fitToText(boxRef.current);
  }, [text]);

  function send(): void {
    if (!sendable) return;
    desk.send(conversation.id, { text: text.trim(), quickReplies });
    desk.setDraft(lineDraft, "");
    setAsking(false);
    boxRef.current?.focus();
  }

  function leaveQuickReplies(): void {
    desk.setDraft(lineDraft, "");
    setAsking(false);
    boxRef.current?.focus();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLElement>): void {
    // Safari ends a composition before the key event: 229 is all that tells.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="reply-card">
        {isAsking && (
          <QuickReplyLine
            value={line}
            problem={problem}
            inputRef={lineRef}
            onInput={(line) => desk.setDraft(lineDraft, line)}
            onKeyDown={onKeyDown}
            onLeave={leaveQuickReplies}
          />
        )}
        <textarea
          id={places.reply}
          ref={boxRef}
          rows={1}
          dir="auto"
          maxLength={MAX_CHARS}
          aria-label={`Reply to ${conversation.customer.name}`}
          aria-describedby="reply-hint"
          placeholder={`Reply to ${conversation.customer.name}`}
          title="*Italic*, **bold**, `code`, - lists, > quotes, [links](https://…)"
          value={text}
          onInput={(event) => desk.setDraft(conversation.id, event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div class="reply-tools">
          <button
            type="button"
            class="quiet"
            title="Attach a file"
            disabled={desk.isBusy.value}
            onClick={() => fileRef.current?.click()}
          >
            <Icon name="clip" />
            <span class="roomy">Attach a file</span>
          </button>
          <input
            ref={fileRef}
            type="file"
            hidden
            tabIndex={-1}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) desk.sendFile(conversation.id, file);
              currentTarget.value = "";
              boxRef.current?.focus();
            }}
          />
          <button
            type="button"
            class="quiet"
            title="Quick replies"
            aria-expanded={isAsking}
            onClick={() => (isAsking ? leaveQuickReplies() : setAsking(true))}
          >
            <Icon name="bolt" />
            <span class="roomy">Quick replies</span>
          </button>
          <span class={isNearLimit ? "reply-hint reply-limit" : "reply-hint"} id="reply-hint">
            {isNearLimit ? `${charsLeft} characters left` : "Enter sends, Shift+Enter: new line"}
          </span>
          <button type="submit" class="primary" disabled={!sendable}>
            Send
            <Icon name="send" />
          </button>
        </div>
      </div>
    </form>
  );
}

interface QuickReplyLineProps {
  readonly value: string;
  readonly problem: string | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onInput: (line: string) => void;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => void;
  readonly onLeave: () => void;
}

function QuickReplyLine({ value, problem, inputRef, onInput, onKeyDown, onLeave }: QuickReplyLineProps) {
  return (
    <div class="quick-replies">
      <Icon name="bolt" />
      <input
        type="text"
        dir="auto"
        ref={inputRef}
        aria-label="Quick replies, separated by commas"
        aria-describedby="quick-replies-problem"
        aria-invalid={problem === null ? undefined : "true"}
        placeholder="Quick replies, separated by commas: Yes, No, Later"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.isComposing) {
            event.stopPropagation();
            onLeave();
          } else onKeyDown(event);
        }}
      />
      <button
        type="button"
        class="quiet icon-button"
        aria-label="Without quick replies"
        title="Without quick replies"
        onClick={onLeave}
      >
        <Icon name="close" />
      </button>
      <p id="quick-replies-problem" class="reply-problem" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}

function fitToText(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, MAX_HEIGHT_PX)}px`;
}
