// The header's menu: what can be done with the whole conversation. Arrow keys go through it, Escape and Tab leave it.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { ExportFormat } from "../export/options.ts";
import { useWidget } from "./context.ts";

export interface MenuProps {
  readonly onSave: (format: ExportFormat) => void;
  /** Closes it; `isLeft`: the focus goes elsewhere by itself. */
  readonly onClose: (isLeft: boolean) => void;
}

export function Menu({ onSave, onClose }: MenuProps) {
  const { strings } = useWidget();
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => focusItem(menu.current, 0), []);
  useLayoutEffect(() => {
    const root = menu.current?.getRootNode();
    // The shadow root lets no press through to the page, so both are asked.
    const onPress = (event: Event) => {
      const isInside = event.composedPath().some((target) => target === menu.current?.parentElement);
      if (!isInside) close.current(true);
    };
    const places = [root, document];
    for (const place of places) place?.addEventListener("pointerdown", onPress);
    return () => {
      for (const place of places) place?.removeEventListener("pointerdown", onPress);
    };
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const items = itemsOf(menu.current);
    const at = items.indexOf((event.target as Element).closest("button") as HTMLButtonElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) focusItem(menu.current, target);
    else if (event.key === "Escape") onClose(false);
    else if (event.key === "Tab") return onClose(true);
    else return;
    event.preventDefault();
    // The panel closes with Escape too.
    event.stopPropagation();
  }

  const choices: readonly [ExportFormat, string][] = [
    ["text", strings.saveText],
    ["html", strings.savePrint],
    ["json", strings.saveData],
  ];
  return (
    <div ref={menu} class="menu" role="menu" aria-label={strings.menu} tabIndex={-1} onKeyDown={onKeyDown}>
      {choices.map(([format, words]) => (
        <button key={format} type="button" role="menuitem" tabIndex={-1} onClick={() => onSave(format)}>
          {words}
        </button>
      ))}
    </div>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll("button") ?? [])];
}

function focusItem(menu: HTMLElement | null, index: number): void {
  itemsOf(menu)[index]?.focus();
}
