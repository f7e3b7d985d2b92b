// The list of the console's keys, as a modal dialog: Escape closes it, and the focus goes back to where it was.

import { useEffect, useRef } from "preact/hooks";
import { shortcuts } from "../shortcuts.ts";
import { Icon } from "./Icon.tsx";

export interface ShortcutsProps {
  /** Whether "?" alone shows the list. */
  readonly allowsPlain: boolean;
  readonly onAllowPlain: (allows: boolean) => void;
  readonly onClose: () => void;
}

export function Shortcuts({ allowsPlain, onAllowPlain, onClose }: ShortcutsProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} class="shortcuts" aria-labelledby="shortcuts-title" onClose={onClose}>
      <div class="shortcuts-top">
        <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        <button
          type="button"
          class="quiet icon-button"
          aria-label="Close"
          title="Close"
          onClick={() => ref.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {shortcuts.map(({ ways, does }) => (
          <div key={does} class="shortcut">
            <dt>
              {ways.map((keys, index) => (
                <span key={keys.join("+")}>
                  {index > 0 && <span class="shortcut-or"> or </span>}
                  <Keys keys={keys} />
                </span>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="shortcuts-plain">
        <input
          type="checkbox"
          checked={allowsPlain}
          onChange={({ currentTarget }) => onAllowPlain(currentTarget.checked)}
        />
        <span>
          <kbd>?</kbd> alone shows this list
        </span>
      </label>
    </dialog>
  );
}

function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <>
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && <span class="visually-hidden"> + </span>}
          <kbd>{key}</kbd>
        </span>
      ))}
    </>
  );
}
