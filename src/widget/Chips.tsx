// The files in the composer: what they are, how far each is, and what can be done about it.

import { useWidget } from "./context.ts";
import { FileWords } from "./FileWords.tsx";
import { Icon } from "./Icon.tsx";

export function Chips({ onDone }: { readonly onDone: () => void }) {
  const { chat, strings } = useWidget();
  const files = chat.attachments.value;

  /** The button goes away, and the focus would be lost with it. */
  function act(command: (id: string) => void, id: string): void {
    command(id);
    onDone();
  }

  return (
    <ul class="chips" role="list" aria-label={strings.attached}>
      {files.map((file) => (
        <li key={file.id} class={file.state === "failed" ? "file chip failed-file" : "file chip"}>
          <Icon name={file.state === "failed" ? "alert" : "file"} />
          <FileWords file={file} />
          {file.state === "failed" && (
            <button
              type="button"
              class="icon-button"
              aria-label={strings.fileRetry(file.name)}
              onClick={() => act(chat.retryUpload, file.id)}
            >
              <Icon name="again" />
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label={strings.fileRemove(file.name)}
            onClick={() => act(chat.detach, file.id)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
