// Where the customer writes. Never disabled by hours, a lost connection, an expired token or a closed conversation; what
// was written leaves it only when the chat has taken it.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { defaultTextChars } from "../backend/wire.ts";
import type { Chat } from "../chat.ts";
import { ChatError } from "../errors.ts";
import { codePointCount } from "../lib/text.ts";
import { mostAttachments } from "../model/attachment.ts";
import { customerIdOf, isComposing, useWidget } from "./context.ts";
import type { FileDesk } from "./file-desk.ts";
import { FilePicker } from "./FilePicker.tsx";
import { Icon } from "./Icon.tsx";
import { FileNames } from "./FileNames.tsx";
import { usePart } from "./lazy.tsx";
import { isStuck } from "./row.ts";
import { files as filesPart } from "./parts.ts";

const counterFromChars = 200;

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly files: FileDesk;
}

export function Composer({ field, files }: Props) {
  const { chat, strings } = useWidget();
  const [problem, setProblem] = useState<string | null>(null);
  /** What was refused and stands in the field again: what was sent later follows it. */
  const givenBack = useRef("");
  const draft = chat.draft.value;
  const limit = chat.capabilities.value?.limits.textChars ?? defaultTextChars;
  const left = charactersLeft(draft, limit);
  const attached = chat.attachments.value;
  const Chips = usePart(filesPart, attached.length > 0)?.Chips;
  const sendable = mayBeSent(chat, draft) && left >= 0;
  // Attached in two tabs at once, or beside those of a message that was taken back.
  const tooMany = attached.length > mostAttachments ? strings.fileTooMany(mostAttachments) : null;
  const trouble = files.problem ?? tooMany ?? problem;
  const isProblem = trouble !== null || left < 0;
  const note = trouble ?? counterWords();

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
    if (!mayBeSent(chat, text) || charactersLeft(text, limit) < 0) return;
    files.forget();
    const customer = customerIdOf(chat);
    givenBack.current = "";
    field.current?.focus({ preventScroll: true });
    setProblem(null);
    try {
      await chat.send(
        text,
        chat.attachments.peek().map(({ id }) => id),
      );
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
      {attached.length > 0 &&
        (Chips ? (
          <Chips onDone={() => field.current?.focus({ preventScroll: true })} />
        ) : (
          <FileNames files={attached} />
        ))}
      <div class="field">
        {files.accept !== null && (
          <FilePicker
            label={strings.attach}
            className="icon-button attach"
            accept={files.accept}
            multiple
            onPick={(picked) => {
              files.add(picked);
              field.current?.focus({ preventScroll: true });
            }}
          >
            <Icon name="clip" />
          </FilePicker>
        )}
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
          onPaste={(event) => {
            const pasted = event.clipboardData?.files ?? [];
            // Copied from a text program it comes as words and as a picture of them: words are meant.
            if (pasted.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
            event.preventDefault();
            files.add(pasted);
          }}
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

/** Words, or files: not too many, none refused or gone. */
function mayBeSent({ attachments }: Chat, text: string): boolean {
  const files = attachments.value;
  if (files.length > mostAttachments || files.some(isStuck)) return false;
  return text.trim() !== "" || files.length > 0;
}

/** In code points, as the backend counts. Most texts are far from the limit and are not counted. */
function charactersLeft(text: string, limit: number): number {
  if (text.length < limit - counterFromChars) return limit - text.length;
  return limit - codePointCount(text);
}

function isInvalid(error: unknown): boolean {
  return error instanceof ChatError && error.code === "invalid-text";
}
