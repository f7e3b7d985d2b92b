// Parts of the panel that a first picture does not need: loaded when somebody wants them, once for all panels of the page.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect } from "preact/hooks";
import { importAgain } from "../lib/import-again.ts";
import { reportToHost } from "../lib/report.ts";
import { useWidget, Widget } from "./context.ts";

/** What the module of such a part exports beside its components. */
export interface PartModule {
  /**
   * The context that it was made for: after a failed load the widget's chunk comes from another address, and what imports it by its
   * first one would bring a second Preact with it.
   */
  readonly Widget: typeof Widget;
  /** The style sheet that it needs beside the panel's. */
  readonly css?: string;
}

export interface LazyPart<T extends PartModule> {
  readonly state: ReadonlySignal<T | "none" | "loading" | "failed">;
  /** Loads it, to have it soon. Does nothing when it is here or on its way; after a failure it is asked for again. */
  readonly fetch: () => void;
  /** The same, for whoever waits for it. Rejects where it does not load. */
  readonly get: () => Promise<T>;
}

export function lazyPart<T extends PartModule>(load: () => Promise<T>): LazyPart<T> {
  const state = signal<T | "none" | "loading" | "failed">("none");
  let run: Promise<T> | null = null;

  async function begin(): Promise<T> {
    state.value = "loading";
    try {
      const part = await importAgain(load);
      if (part.Widget !== Widget) throw new Error("A part of the panel was made for another widget");
      state.value = part;
      return part;
    } catch (error) {
      run = null;
      state.value = "failed";
      throw error;
    }
  }

  const get = () => (run ??= begin());
  return { state, get, fetch: () => void get().catch(reportToHost) };
}

/** Null until it is here. A failure is reported; the next one that wants it asks for it again. */
export function usePart<T extends PartModule>(part: LazyPart<T>, isWanted = true): T | null {
  const { adopt } = useWidget();
  useEffect(() => {
    if (isWanted) part.fetch();
  }, [part, isWanted]);
  const present = isWanted ? part.state.value : "none";
  if (typeof present === "string") return null;
  if (present.css) adopt(present.css);
  return present;
}

interface LateProps<T extends PartModule> {
  readonly part: LazyPart<T>;
  readonly children: (part: T) => ComponentChild;
}

/** A part that a person asked for: where it does not load, that is told in its place, with a way to try again. */
export function Late<T extends PartModule>({ part, children }: LateProps<T>) {
  const { strings } = useWidget();
  const present = usePart(part);
  if (present) return <>{children(present)}</>;
  if (part.state.value !== "failed") return null;
  return (
    <p class="part-failed" role="alert">
      {strings.partFailed}{" "}
      <button type="button" class="text-button" onClick={part.fetch}>
        {strings.tryAgain}
      </button>
    </p>
  );
}
