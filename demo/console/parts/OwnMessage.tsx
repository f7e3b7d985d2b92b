// What the agent can do with a message of their own: write it anew, or delete it, which asks first. In place of the bubble or beside it.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AgentItem } from "../../server/agent-api.ts";
import type { Desk } from "../desk.ts";
import { Icon } from "./Icon.tsx";

export interface OwnMessageProps {
  readonly desk: Desk;
  readonly message: AgentItem;
  /** Its bubble. */
  readonly children: ComponentChildren;
}

type Mode = "shown" | "editing" | "deleting";

const actions = [
  { mode: "editing", label: "Edit this message", icon: "pencil" },
  { mode: "deleting", label: "Delete this message", icon: "trash" },
] as const;

export function OwnMessage({ desk, message, children }: OwnMessageProps) {
  const [mode, setMode] = useState<Mode>("shown");
  const editRef = useRef<HTMLButtonElement>(null);
  const wasRef = useRef<Mode>(mode);
  useLayoutEffect(() => {
    // Whatever had the focus went away with its mode.
    if (wasRef.current !== "shown" && mode === "shown") editRef.current?.focus();
    wasRef.current = mode;
  }, [mode]);

  const leave = () => setMode("shown");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Handled: it does not also lead to the list.
    event.stopPropagation();
    leave();
  };

  if (mode === "editing") return <Editor desk={desk} message={message} onLeave={leave} />;
  return (
    <>
      {children}
      {mode === "deleting" ? (
        <fieldset class="confirm own-confirm">
          <legend class="visually-hidden">Delete this message?</legend>
          <span class="confirm-question">Delete it for both?</span>
          <DeleteButton desk={desk} message={message} onKeyDown={onKeyDown} />
          <button type="button" onClick={leave} onKeyDown={onKeyDown}>
            Keep it
          </button>
        </fieldset>
      ) : (
        <span class="own-actions">
          {actions.map(({ mode, label, icon }) => (
            <button
              key={mode}
              ref={mode === "editing" ? editRef : null}
              type="button"
              class="quiet icon-button"
              aria-label={label}
              title={label}
              onClick={() => setMode(mode)}
            >
              <Icon name={icon} />
            </button>
          ))}
        </span>
      )}
    </>
  );
}

interface DeleteButtonProps extends Omit<OwnMessageProps, "children"> {
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function DeleteButton({ desk, message, onKeyDown }: DeleteButtonProps) {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => ref.current?.focus(), []);
  return (
    <button
      ref={ref}
      type="button"
      class="danger"
      disabled={desk.isBusy.value}
      onKeyDown={onKeyDown}
      onClick={({ currentTarget }) => {
        // The buttons go away with the message.
        const transcript = currentTarget.closest<HTMLElement>("[role=log]");
        void desk.changeMessage(message, null).then((isDone) => isDone && transcript?.focus());
      }}
    >
      Delete
    </button>
  );
}

function Editor({
  desk,
  message,
  onLeave,
}: Omit<OwnMessageProps, "children"> & { readonly onLeave: () => void }) {
  const [text, setText] = useState(message.text ?? "");
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => ref.current?.focus(), []);

  async function save(): Promise<void> {
    if (text.trim() !== "" && (await desk.changeMessage(message, text.trim()))) onLeave();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onLeave();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void save();
  }

  return (
    <form
      class="own-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={ref}
        dir="auto"
        maxLength={4000}
        aria-label="The message's text"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span>
        <button type="submit" class="primary" disabled={text.trim() === "" || desk.isBusy.value}>
          Save
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          Cancel
        </button>
      </span>
    </form>
  );
}
