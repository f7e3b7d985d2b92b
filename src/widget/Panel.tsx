// The panel: a dialog with its keyboard and focus rules. Closing it ends nothing but the looking.

import { useLayoutEffect, useRef } from "preact/hooks";
import { Composer } from "./Composer.tsx";
import { ConnectionBar } from "./ConnectionBar.tsx";
import { isComposing, useMedia, useWidget } from "./context.ts";
import { Header } from "./Header.tsx";
import { SignIn } from "./SignIn.tsx";
import { Transcript } from "./Transcript.tsx";

/** Where the panel fills the screen: it is modal there. */
export const phone = "(max-width: 480px)";

export function Panel() {
  const { chat, close, inline, takeFocus } = useWidget();
  const panel = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const modal = useMedia(phone) && !inline;
  const signedOut = chat.identity.value.status === "signed-out";

  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    focusFirst();
  }, [takeFocus]);

  // Taken while rendering: what has the focus may go away with the sign-in, or for it.
  const root = panel.current?.getRootNode() as ShadowRoot | undefined;
  const hadFocus = panel.current?.contains(root?.activeElement ?? null) ?? false;
  useLayoutEffect(() => {
    if (hadFocus && root?.activeElement === null) focusFirst();
  });

  function focusFirst(): void {
    // On touch the keyboard would hide half of what there is to read.
    const target = matchMedia("(pointer: coarse)").matches ? null : composer.current;
    (target ?? heading.current)?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === "Escape" && !inline) {
      event.preventDefault();
      close();
    }
    if (event.key === "Tab" && modal && panel.current) loopFocus(event, panel.current);
  }

  return (
    <div
      ref={panel}
      class="panel"
      role={inline ? "region" : "dialog"}
      aria-modal={modal ? "true" : undefined}
      aria-labelledby="title"
      onKeyDown={onKeyDown}
    >
      <Header heading={heading} />
      <ConnectionBar />
      {signedOut ? (
        <SignIn />
      ) : (
        <>
          <Transcript composer={composer} />
          <Composer field={composer} />
        </>
      )}
    </div>
  );
}

/** Keeps Tab inside: on a phone there is nothing else to see. */
function loopFocus(event: KeyboardEvent, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>("a[href], button, textarea, [tabindex='0']")];
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  const root = panel.getRootNode() as ShadowRoot;
  if (root.activeElement !== from && stops.includes(root.activeElement as HTMLElement)) return;
  // Focus on the heading: forward goes on by itself, backward leaves.
  if (root.activeElement !== from && !event.shiftKey) return;
  event.preventDefault();
  to?.focus();
}
