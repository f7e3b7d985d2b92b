// Parts of the panel that a first picture does not need: loaded when they are wanted, once for all panels of the page.

import { useEffect, useState } from "preact/hooks";
import { reportToHost } from "../lib/report.ts";
import { Widget } from "./context.ts";

/**
 * A part names the context that it was made for: after a failed load the widget's chunk comes from another address, and what imports it
 * by its first one would bring a second Preact with it.
 */
export interface LazyPart {
  readonly Widget: typeof Widget;
}

/** Null until it is here. A failure is reported, and the next time that it is wanted it is asked for again. */
export function useLazy<T extends LazyPart>(load: () => Promise<T>, wanted: boolean): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  useEffect(() => {
    if (!wanted || loaded) return undefined;
    let current = true;
    load()
      .then((part) => {
        if (part.Widget !== Widget) throw new Error("A part of the panel was made for another widget");
        if (current) setLoaded(part);
      })
      .catch(reportToHost);
    return () => {
      current = false;
    };
  }, [load, wanted, loaded]);
  return loaded;
}
