// Where the agent writes. Enter sends, Shift+Enter breaks the line, and Enter inside an input method only ends the composition.

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PaneProps } from "./ConversationPane.tsx";

const MAX_HEIGHT_PX = 180;

export function ReplyBox({ desk, conversation }: PaneProps) {
  const boxRef = useRef<HTMLTextAreaElement>(null);
  const fileRef = useRef<HTMLInputElement>(null);
  const text = desk.draft(conversation.id);

  useEffect(() => {
    if (document.activeElement === document.body) boxRef.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (boxRef.current) fitToText(boxRef.current);
  }, [text]);

  function send(): void {
    if (text.trim() === "") return;
    desk.outbox.send(conversation.id, text.trim());
    desk.setDraft(conversation.id, "");
    boxRef.current?.focus();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
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
      <textarea
        ref={boxRef}
        rows={1}
        dir="auto"
        maxLength={4000}
        aria-label={`Reply to ${conversation.customer.name}`}
        placeholder={`Reply to ${conversation.customer.name}`}
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
      <button type="submit" class="primary" disabled={text.trim() === ""}>
        Send
      </button>
    </form>
  );
}

function fitToText(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, MAX_HEIGHT_PX)}px`;
}
