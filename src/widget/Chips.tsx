// The files in the composer: what they are, how far each is, and what can be done about it.

import { useRef } from "preact/hooks";
import { AttachAgain } from "./AttachAgain.tsx";
import { useWidget } from "./context.ts";
import { FileIcon } from "./FileIcon.tsx";
import { FileWords } from "./FileWords.tsx";
import { Icon } from "./Icon.tsx";
import { isStuck } from "./row.ts";

export function Chips({ onDone }: { readonly onDone: () => void }) {
  const { chat, strings } = useWidget();
  const files = chat.attachments.value;

  const list = useRef<HTMLUListElement>(null);

  /** The button goes away, and the focus would be lost with it: to the next file's, or back to the text after the last one. */
  function remove(id: string, index: number): void {
    const rows = [...(list.current?.children ?? [])];
    const next = rows[index + 1] ?? rows[index - 1];
    if (next) next.querySelector<HTMLElement>("button:last-of-type")?.focus();
    else onDone();
    chat.detach(id);
  }

  return (
    <ul ref={list} class="chips" role="list" aria-label={strings.attached}>
      {files.map((file, index) => (
        <li key={file.id} class={isStuck(file) ? "file chip failed-file" : "file chip"}>
          {isStuck(file) ? <Icon name="alert" /> : <FileIcon name="file" />}
          <FileWords file={file} />
          {file.state === "missing" && <AttachAgain messageId={null} file={file} onPicked={onDone} />}
          {file.state === "failed" && (
            <button
              type="button"
              class="icon-button"
              aria-label={strings.fileRetry(file.name)}
              onClick={() => {
                chat.retryUpload(file.id);
                onDone();
              }}
            >
              <FileIcon name="again" />
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label={strings.fileRemove(file.name)}
            onClick={() => remove(file.id, index)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
