// A picture as large as the window lets it be, above everything else. The browser's own modal dialog: it keeps the focus, closes with
// Escape and gives the focus back.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useWidget } from "./context.ts";
import { Download } from "./Download.tsx";
import { drawPicture } from "./file-pictures.ts";
import { Icon } from "./Icon.tsx";
import type { RowFile } from "./row.ts";

interface Props {
  readonly file: RowFile;
  readonly onClose: () => void;
}

export function PictureView({ file, onClose }: Props) {
  const { chat, strings } = useWidget();
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  const close = () => dialog.current?.close();

  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    if (canvas.current)
      drawPicture(canvas.current, () => chat.download(file.id, { signal })).catch(
        () => signal.aborted || setFailed(true),
      );
    return () => gone.abort();
  }, [chat, file]);

  return (
    <dialog
      ref={dialog}
      class="picture"
      aria-label={strings.fileImage(file.name)}
      onClose={onClose}
      // The panel closes with Escape too.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="picture-bar">
        <p class="file-name">
          <bdi>{file.name}</bdi>
        </p>
        <Download file={file} />
        <button type="button" class="icon-button" autofocus aria-label={strings.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {failed ? <p role="alert">{strings.fileNotLoaded}</p> : <canvas ref={canvas} onClick={close} />}
    </dialog>
  );
}
