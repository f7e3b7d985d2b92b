// Parts of the panel that are loaded when somebody wants them. A failure is told in the part's place, with a way to try again.

import { signal } from "@preact/signals";
import { createElement, type FunctionComponent } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { reportToHost } from "../lib/report.ts";
import { useWidget } from "./context.ts";

export interface LazyPart<P> {
  /** The part, once it is here. */
  readonly Part: FunctionComponent<P>;
  /** Loads it, to have it soon; does nothing when it is here or on its way. */
  readonly fetch: () => void;
}

/** A part as it is loaded: its component, and the style sheet that it needs beside the panel's. */
export interface Loaded<P> {
  readonly Component: FunctionComponent<P>;
  readonly css?: string;
}

export function lazyPart<P extends object>(load: () => Promise<Loaded<P>>): LazyPart<P> {
  const part = signal<Loaded<P> | "none" | "loading" | "failed">("none");

  function fetch(): void {
    if (part.peek() !== "none" && part.peek() !== "failed") return;
    part.value = "loading";
    load().then(
      (loaded) => {
        part.value = loaded;
      },
      (error: unknown) => {
        reportToHost(error);
        part.value = "failed";
      },
    );
  }

  function Part(props: P) {
    const { strings, adopt } = useWidget();
    useLayoutEffect(fetch, []);
    const present = part.value;
    if (typeof present === "object") {
      if (present.css) adopt(present.css);
      return createElement(present.Component, props);
    }
    if (present !== "failed") return null;
    return (
      <p class="part-failed" role="alert">
        {strings.partFailed}{" "}
        <button type="button" class="text-button" onClick={fetch}>
          {strings.tryAgain}
        </button>
      </p>
    );
  }

  return { Part, fetch };
}
