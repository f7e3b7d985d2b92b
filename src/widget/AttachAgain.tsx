// What stands beside a file whose bytes are gone with the page that had them: a button to choose it again.

import { useWidget } from "./context.ts";
import { useFileDesk } from "./file-desk.ts";
import { FilePicker } from "./FilePicker.tsx";
import { Icon } from "./Icon.tsx";
import type { RowFile } from "./row.ts";

interface Props {
  /** Null: it is in the composer. */
  readonly messageId: string | null;
  readonly file: RowFile;
  /** A file was chosen; the button may go away. */
  readonly onPicked?: () => void;
}

export function AttachAgain({ messageId, file, onPicked }: Props) {
  const { strings } = useWidget();
  const desk = useFileDesk();
  return (
    <>
      {desk.problem !== null && (
        <span class="file-problem" role="alert">
          {desk.problem}
        </span>
      )}
      {desk.accept !== null && (
        <FilePicker
          label={strings.attachAgain(file.name)}
          className="icon-button"
          accept={desk.accept}
          onPick={([picked]) => {
            if (picked) desk.replace(messageId, file.id, picked);
            onPicked?.();
          }}
        >
          <Icon name="clip" />
        </FilePicker>
      )}
    </>
  );
}
