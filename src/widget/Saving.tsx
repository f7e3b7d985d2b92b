// A transcript being saved: how far the missing messages are, a way to stop, and one to try again. Then the browser downloads the file.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ExportFormat, ExportProgress } from "../export/options.ts";
import { importAgain } from "../lib/import-again.ts";
import { useWidget } from "./context.ts";
import { transcriptWords } from "./transcript-words.ts";

export interface SavingProps {
  readonly format: ExportFormat;
  readonly onEnd: () => void;
}

type State = ExportProgress | "failed" | "saved";

const loadSaveFile = () => import("./save-file.ts");

/** How long it says so, in milliseconds. */
const saidMs = 4000;

export function Saving({ format, onEnd }: SavingProps) {
  const { chat, strings, dates } = useWidget();
  const [run, setRun] = useState(0);
  const [state, setState] = useState<State>({ itemCount: 0, fraction: 0, isStalled: false });
  const end = useRef(onEnd);
  end.current = onEnd;
  // The words of when it began: a change of looks begins nothing anew.
  const words = useRef({ strings, dates });

  useEffect(() => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const onProgress = (progress: ExportProgress) => {
      if (!signal.aborted) setState(progress);
    };
    chat
      .exportTranscript({
        format,
        signal,
        onProgress,
        words: transcriptWords(words.current),
      })
      .then(async (file) => {
        const { saveFile } = await importAgain(loadSaveFile);
        if (signal.aborted) return;
        saveFile(file, file.name);
        setState("saved");
      })
      .catch(() => {
        if (!signal.aborted) setState("failed");
      });
    return () => stopped.abort();
  }, [chat, format, run]);

  useEffect(() => {
    if (state !== "saved") return;
    const timer = setTimeout(() => end.current(), saidMs);
    return () => clearTimeout(timer);
  }, [state]);

  const isRunning = typeof state === "object";
  const isStopped = state === "failed" || (isRunning && state.isStalled);
  return (
    <div class="bar saving">
      <p role="status">{sayState()}</p>
      {isRunning && <progress aria-label={strings.saving} value={state.fraction} max={1} />}
      {isStopped && (
        <button type="button" class="text-button" onClick={isRunning ? chat.loadAll : () => setRun(run + 1)}>
          {strings.tryAgain}
        </button>
      )}
      {state !== "saved" && (
        <button type="button" class="text-button" onClick={onEnd}>
          {strings.saveCancel}
        </button>
      )}
    </div>
  );

  function sayState(): string {
    if (state === "failed") return strings.saveFailed;
    if (state === "saved") return strings.saved;
    return state.isStalled ? strings.olderFailed : strings.saving;
  }
}
