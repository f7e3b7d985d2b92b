// A button that opens the system's file chooser.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly className: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onPick: (files: readonly File[]) => void;
  readonly children: ComponentChildren;
}

export function FilePicker({ label, className, accept, multiple = false, onPick, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class={className}
        title={label} // two of these may stand side by side, with one picture
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        accept={accept}
        multiple={multiple}
        onChange={({ currentTarget }) => {
          onPick([...(currentTarget.files ?? [])]);
          currentTarget.value = ""; // the same file can be chosen again
        }}
      />
    </>
  );
}
