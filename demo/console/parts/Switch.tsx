// An on/off switch whose state is also a word.

import { useId } from "preact/hooks";

export interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly onText: string;
  readonly offText: string;
  readonly title: string;
  readonly onChange: (on: boolean) => void;
}

export function Switch({ label, on, onText, offText, title, onChange }: SwitchProps) {
  const id = useId();
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-labelledby={id}
      title={title}
      onClick={() => onChange(!on)}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="field-words" id={id}>
        <span class="field-label">{label}</span> <span>{on ? onText : offText}</span>
      </span>
    </button>
  );
}
