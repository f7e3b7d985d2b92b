// A widget on a chat, and queries inside its shadow root.

import { act, configure, within } from "@testing-library/preact";
import { page } from "vitest/browser";
import type { Chat } from "../../src/chat.ts";
import type { WidgetLook } from "../../src/widget/options.ts";
import { widgetFor, type Widget } from "../../src/widget/widget.ts";

export interface Shown {
  readonly widget: Widget;
  readonly shadow: ShadowRoot;
  readonly launcher: HTMLButtonElement;
  /** Queries in the whole shadow root. */
  readonly view: ReturnType<typeof within>;
  /** The composer. */
  readonly field: () => HTMLTextAreaElement;
}

// The library's own error prints the container, and can't print a shadow root.
// And a busy machine may take its time.
configure({
  getElementError: (message) => new Error(message ?? "Nothing was found"),
  asyncUtilTimeout: 5000,
});

const running = new Set<Widget>();

/** For `beforeEach`: a window that is no phone's. */
export function useDesktop(): Promise<void> {
  return page.viewport(1000, 760);
}

/** Starts a widget on `chat`, drawn when this returns. */
export function showWidget(
  chat: Chat,
  look: WidgetLook = {},
  target: Element | null = null,
  hold?: Promise<void>,
): Shown {
  let widget: Widget | undefined;
  void act(() => {
    widget = widgetFor(chat, look, target, null, hold);
  });
  if (!widget) throw new Error("The widget did not start");
  running.add(widget);
  return findShown(widget);
}

/** What a running widget shows. */
export function findShown(widget: Widget): Shown {
  const shadow = document.querySelector("[data-ajar]")?.shadowRoot;
  // In the page's own layout there is none; then it is the panel's first button.
  const launcher = shadow?.querySelector("button");
  if (!shadow || !launcher) throw new Error("The widget drew nothing");
  const view = within(shadow as unknown as HTMLElement);
  return { widget, shadow, launcher, view, field: () => view.getByRole<HTMLTextAreaElement>("textbox") };
}

/** For `afterEach`. */
export function removeWidgets(): void {
  for (const widget of running) widget.destroy();
  running.clear();
}
