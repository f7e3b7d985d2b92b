// What the page tells of itself: in view or not, online or not, back from the back/forward cache. The engine's only ears.

export interface PageState {
  readonly isVisible: boolean;
  readonly isOnline: boolean;
  /** Frozen, or in the back/forward cache: it runs nothing and hears nothing. Never visible then. */
  readonly isSuspended: boolean;
}

/** A page that nobody can see, hear or leave: for hosts without a document (Node, workers, tests). */
export const alwaysThere = {
  state: (): PageState => ({ isVisible: true, isOnline: true, isSuspended: false }),
  listen: () => () => undefined,
} satisfies PageLifecycle;

export interface PageLifecycle {
  state(): PageState;
  /** Calls `fn` after each change, `isReturn` when the page comes back or online; returns how to stop. */
  listen(fn: (state: PageState, isReturn: boolean) => void): () => void;
}

/** The real page's lifecycle. A frozen or cached page is a hidden one. */
export function browserLifecycle(): PageLifecycle {
  if (typeof document === "undefined") return alwaysThere;
  let isSuspended = false;
  const state = (): PageState => ({
    isVisible: !isSuspended && document.visibilityState === "visible",
    isOnline: navigator.onLine,
    isSuspended,
  });

  return {
    state,
    listen: (fn) => {
      const controller = new AbortController();
      const on = (target: EventTarget, type: string, handle: () => void) =>
        target.addEventListener(type, handle, { signal: controller.signal });
      const suspend = (isOn: boolean) => () => {
        isSuspended = isOn;
        fn(state(), !isOn);
      };
      on(document, "visibilitychange", () => fn(state(), state().isVisible));
      on(window, "online", () => fn(state(), true));
      on(window, "offline", () => fn(state(), false));
      on(window, "pagehide", suspend(true));
      on(document, "freeze", suspend(true));
      on(window, "pageshow", suspend(false));
      on(document, "resume", suspend(false));
      return () => controller.abort();
    },
  };
}
