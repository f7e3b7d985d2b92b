// The files of a message in the transcript: a picture where there is one, a line with a download, or what is to be done.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { AttachAgain } from "./AttachAgain.tsx";
import { useWidget } from "./context.ts";
import { Download } from "./Download.tsx";
import { drawPreview } from "./file-pictures.ts";
import { FileIcon } from "./FileIcon.tsx";
import { FileWords } from "./FileWords.tsx";
import { Icon } from "./Icon.tsx";
import { PictureView } from "./PictureView.tsx";
import { isPreviewed, type MessageRow, type RowFile } from "./row.ts";

interface Props {
  readonly row: MessageRow;
  /** A name with what a search found in it. */
  readonly named: (name: string) => ComponentChildren;
}

export function MessageFiles({ row, named }: Props) {
  return (
    <ul class="files" role="list">
      {row.files.map((file) => (
        <li key={file.id}>
          {isPreviewed(file) && <Preview file={file} />}
          <div class="file">
            {"scan" in file && file.scan === "rejected" ? <Icon name="alert" /> : <FileIcon name="file" />}
            <FileWords file={file}>{named(file.name)}</FileWords>
            {"scan" in file && file.scan === "clean" && <Download file={file} />}
            {"state" in file && file.state === "missing" && <AttachAgain messageId={row.key} file={file} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Its place has its height from the start. Its bytes are asked for when it comes near. Pressed, it is shown large. */
function Preview({ file }: { readonly file: RowFile }) {
  const { chat, strings } = useWidget();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  const [isLarge, setLarge] = useState(false);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const gone = new AbortController();
    const { signal } = gone;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      drawPreview(element, file, () => chat.download(file.id, { signal })).catch(
        () => signal.aborted || setFailed(true),
      );
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      gone.abort();
    };
  }, [chat, file]);

  if (failed) return <p class="preview">{strings.fileNotLoaded}</p>;
  return (
    <>
      <button
        type="button"
        class="preview"
        aria-label={strings.fileImage(file.name)}
        aria-haspopup="dialog"
        onClick={() => setLarge(true)}
      >
        <canvas ref={canvas} />
      </button>
      {isLarge && <PictureView file={file} onClose={() => setLarge(false)} />}
    </>
  );
}
