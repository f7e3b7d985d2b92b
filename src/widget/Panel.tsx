// The panel: a dialog with its keyboard and focus rules. Closing it ends nothing but the looking.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ExportFormat } from "../export/options.ts";
import { Composer } from "./Composer.tsx";
import { ConnectionBar } from "./ConnectionBar.tsx";
import { isComposing, useCustomerId, useMedia, useSignedOut, useWidget } from "./context.ts";
import { useFileDesk } from "./file-desk.ts";
import { Header } from "./Header.tsx";
import { Late } from "./lazy.tsx";
import { files as filesPart, tools } from "./parts.ts";
import type { Found } from "./search.ts";
import { SearchBar, type SearchBarProps } from "./SearchBar.tsx";
import { SignIn } from "./SignIn.tsx";
import { Transcript } from "./Transcript.tsx";

/** Where the panel fills the screen: it is modal there. */
export const phone = "(max-width: 480px), (max-height: 480px) and (pointer: coarse)";

export function Panel() {
  const { close, inline, takeFocus } = useWidget();
  const panel = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const focusBefore = useRef<HTMLElement | null>(null);
  const [searching, setSearching] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [saving, setSaving] = useState<ExportFormat | null>(null);
  const customer = useCustomerId();
  const modal = useMedia(phone) && !inline;
  const signedOut = useSignedOut();
  const files = useFileDesk();

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

  useEffect(() => {
    if (signedOut) stopSearch();
  }, [signedOut]);
  // What is saved is one customer's.
  useEffect(() => setSaving(null), [customer]);

  function startSearch(): void {
    if (searching) return searchField.current?.select();
    const root = panel.current?.getRootNode() as ShadowRoot | undefined;
    focusBefore.current = (root?.activeElement ?? null) as HTMLElement | null;
    setSearching(true);
  }

  function stopSearch(): void {
    setSearching(false);
    setFound(null);
  }

  function endSearch(): void {
    stopSearch();
    if (focusBefore.current?.isConnected) focusBefore.current.focus();
    else focusFirst();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === "Escape" && (searching || !inline)) {
      event.preventDefault();
      if (searching) endSearch();
      else close();
    }
    if (isFind(event) && !signedOut) {
      event.preventDefault();
      startSearch();
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
      {...(signedOut ? {} : files.dropHandlers)}
    >
      <Header
        heading={heading}
        searching={searching}
        onSearch={searching ? endSearch : startSearch}
        onSave={setSaving}
      />
      <ConnectionBar />
      {saving && (
        <Late part={tools}>
          {({ Saving }) => <Saving key={saving} format={saving} onEnd={() => setSaving(null)} />}
        </Late>
      )}
      {signedOut ? (
        <SignIn />
      ) : (
        <>
          {/* What one customer looked for must not be found by the next. */}
          {searching && <Search field={searchField} onFound={setFound} />}
          <Transcript composer={composer} found={found} />
          <Composer field={composer} files={files} />
          {files.dragging && <Late part={filesPart}>{({ DropPlace }) => <DropPlace />}</Late>}
        </>
      )}
    </div>
  );
}

function isFind({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === "f" && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** A search is one customer's. */
function Search(props: SearchBarProps) {
  return <SearchBar key={useCustomerId()} {...props} />;
}

/** Keeps Tab inside: on a phone there is nothing else to see. */
function loopFocus(event: KeyboardEvent, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>("a[href], button, input, textarea, [tabindex='0']")];
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  const root = panel.getRootNode() as ShadowRoot;
  if (root.activeElement !== from && stops.includes(root.activeElement as HTMLElement)) return;
  // Focus on the heading: forward goes on by itself, backward leaves.
  if (root.activeElement !== from && !event.shiftKey) return;
  event.preventDefault();
  to?.focus();
}
