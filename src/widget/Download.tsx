// A button that downloads a file under its name, and says so where that fails.

import { useState } from "preact/hooks";
import { importAgain } from "../lib/import-again.ts";
import { quietly, useWidget } from "./context.ts";
import { FileIcon } from "./FileIcon.tsx";
import type { RowFile } from "./row.ts";

const loadSaveFile = () => import("./save-file.ts");

export function Download({ file }: { readonly file: RowFile }) {
  const { chat, strings } = useWidget();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");

  async function save(): Promise<void> {
    if (state === "busy") return;
    setState("busy");
    try {
      const { saveFile } = await importAgain(loadSaveFile);
      saveFile(await chat.download(file.id), file.name);
      setState("idle");
    } catch {
      setState("failed");
    }
  }

  return (
    <>
      {state === "failed" && (
        <span class="file-problem" role="alert">
          {strings.fileNotLoaded}
        </span>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={strings.fileDownload(file.name)}
        aria-busy={state === "busy" ? "true" : undefined}
        onClick={() => quietly(save())}
      >
        <FileIcon name="download" />
      </button>
    </>
  );
}
