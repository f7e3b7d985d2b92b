// One file's name, size and state, with a bar while it is uploaded.

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useWidget } from "./context.ts";
import { fileStateWords, sizeWords } from "./file-words.ts";
import type { RowFile } from "./row.ts";

interface Props {
  readonly file: RowFile;
  /** The name, where it is drawn otherwise. */
  readonly children?: ComponentChildren;
}

export function FileWords({ file, children = file.name }: Props) {
  const { chat, strings } = useWidget();
  // Only this much is drawn again while bytes go.
  const part = useComputed(() => chat.uploads.value.get(file.id)).value;
  const state = fileStateWords(file, part, strings);
  const isUploading = "state" in file && file.state === "uploading";
  const size = sizeWords(file.bytes, strings.lang);
  return (
    <span class="file-words">
      {/* The line runs as the panel does, whatever the name's own direction. */}
      <span class="file-name" title={file.name}>
        <bdi>{children}</bdi>
      </span>
      <span class="file-state">
        {size}
        {state && (
          <>
            {" · "}
            <span>{state}</span>
          </>
        )}
      </span>
      {isUploading && (
        <span
          class="progress"
          role="progressbar"
          aria-label={file.name}
          aria-valuenow={Math.floor((part ?? 0) * 100)}
        >
          <i style={{ inlineSize: `${(part ?? 0) * 100}%` }} />
        </span>
      )}
    </span>
  );
}
