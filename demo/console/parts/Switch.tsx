// An on/off switch whose state is also a word.

export interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly onText: string;
  readonly offText: string;
  readonly title: string;
  readonly onChange: (on: boolean) => void;
}

export function Switch({ label, on, onText, offText, title, onChange }: SwitchProps) {
  return (
    <span class="switch-field">
      <span class="switch-label wide-only" aria-hidden="true">
        {label}
      </span>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-label={`${label}: ${on ? onText : offText}`}
        title={title}
        onClick={() => onChange(!on)}
      >
        <span class="switch-track" aria-hidden="true" />
        <span aria-hidden="true">{on ? onText : offText}</span>
      </button>
    </span>
  );
}
