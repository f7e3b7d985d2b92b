// Where the agent writes, in light markdown, with quick replies in a line of their own when asked for. Enter sends, Shift+Enter breaks the line, and Enter inside an input method only ends the composition.

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { quickRepliesProblem, toQuickReplies } from "../quick-replies.ts";
import type { PaneProps } from "./ConversationPane.tsx";

const MAX_HEIGHT_PX = 180;

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
      {isAsking && (
        <div class="quick-replies">
          <input
            type="text"
            dir="auto"
            ref={lineRef}
            aria-label="Quick replies, separated by commas"
            aria-describedby="quick-replies-problem"
            aria-invalid={problem === null ? undefined : "true"}
            placeholder="Quick replies, separated by commas: Yes, No, Later"
            value={line}
            onInput={(event) => desk.setDraft(lineDraft, event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <p id="quick-replies-problem" class="reply-problem" aria-live="polite">
            {problem}
          </p>
        </div>
      )}
      <textarea
        ref={boxRef}
        rows={1}
        dir="auto"
        maxLength={4000}
        aria-label={`Reply to ${conversation.customer.name}`}
        placeholder={`Reply to ${conversation.customer.name}`}
        title="*Italic*, **bold**, `code`, - lists, > quotes, [links](https://…)"
        value={text}
        onInput={(event) => desk.setDraft(conversation.id, event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" disabled={desk.isBusy.value} onClick={() => fileRef.current?.click()}>
        Attach a file
      </button>
      <input
        ref={fileRef}
        type="file"
        hidden
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void desk.sendFile(conversation.id, file);
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        aria-expanded={isAsking}
        onClick={() => {
          if (isAsking) desk.setDraft(lineDraft, "");
          setAsking(!isAsking);
        }}
      >
        Quick replies
      </button>
      <button type="submit" class="primary" disabled={!sendable}>
        Send
      </button>
    </form>
  );
}

function fitToText(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, MAX_HEIGHT_PX)}px`;
}
