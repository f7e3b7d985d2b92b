// The widget's events: the chat's and the panel's own, for listeners and for the page's `window`. Derived from signals.

import type { Chat, ChatEvents } from "../chat.ts";

/** Event names and what their listeners are given. On `window` each is a CustomEvent `ajar:<name>` with that `detail`. */
export interface WidgetEvents extends ChatEvents {
  /** The launcher is drawn. Told once, after `startWidget()` returned; later listeners are told at once. */
  ready: undefined;
  /** The panel was opened, by the customer or the host. */
  open: undefined;
  /** The panel was closed. The conversation goes on. */
  close: undefined;
}

export interface Events {
  readonly on: <E extends keyof WidgetEvents>(event: E, fn: (detail: WidgetEvents[E]) => void) => () => void;
  readonly dispose: () => void;
}

const names: Readonly<Record<keyof WidgetEvents, true>> = {
  ready: true,
  open: true,
  close: true,
  "message:sent": true,
  "message:failed": true,
  "message:received": true,
  "unread:change": true,
  "conversation:change": true,
  "identity:change": true,
  "connection:change": true,
  "signin:needed": true,
  "token:expired": true,
  "storage:degraded": true,
  error: true,
};

export function createEvents(chat: Chat, ready: Promise<void>): Events {
  const stops = new Set<() => void>();
  const panel = { ready: onReady, open: onPanel(true), close: onPanel(false) };

  function on<E extends keyof WidgetEvents>(event: E, fn: (detail: WidgetEvents[E]) => void): () => void {
    const stop = isPanelEvent(event)
      ? panel[event](fn as (detail: undefined) => void)
      : chat.on(event, fn as (detail: unknown) => void);
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  }

  function onReady(fn: (detail: undefined) => void): () => void {
    let wanted = true;
    void ready.then(() => {
      if (wanted) guarded(fn);
    });
    return () => {
      wanted = false;
    };
  }

  function onPanel(open: boolean): (fn: (detail: undefined) => void) => () => void {
    return (fn) => {
      let before = chat.isOpen.peek();
      return chat.isOpen.subscribe((now) => {
        if (now !== before && now === open) guarded(fn);
        before = now;
      });
    };
  }

  for (const name of Object.keys(names) as (keyof WidgetEvents)[])
    on(name, (detail) => window.dispatchEvent(new CustomEvent(`ajar:${name}`, { detail })));

  return {
    on,
    dispose: () => {
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}

function isPanelEvent(name: keyof WidgetEvents): name is "ready" | "open" | "close" {
  return name === "ready" || name === "open" || name === "close";
}

/** A listener that throws is reported like any uncaught error, and stops nothing of ours. */
function guarded(fn: (detail: undefined) => void): void {
  queueMicrotask(() => fn(undefined));
}
