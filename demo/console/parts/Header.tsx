// The top line: who is signed in, availability, capacity in use, operating hours, the list of keys, sign-out.

import type { Desk } from "../desk.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";
import { Mark } from "./Mark.tsx";
import { Switch } from "./Switch.tsx";

export interface HeaderProps {
  readonly desk: Desk;
  readonly onSignOut: () => void;
  readonly onShortcuts: () => void;
}

export function Header({ desk, onSignOut, onShortcuts }: HeaderProps) {
  const me = desk.me.value;
  const isOpenHours = desk.isOpenHours.value;
  return (
    <header class="header">
      <Mark />
      <h1 class="header-title">Agent console</h1>
      {me && (
        <>
          <Capacity used={me.capacity.used} max={me.capacity.max} />
          <div class="header-switches">
            <Switch
              label="Shop hours"
              on={isOpenHours === true}
              onText="Open"
              offText="Closed"
              title="Outside operating hours customers may still write; agents answer when it opens."
              onChange={(open) => desk.setHours(open)}
            />
            <Switch
              label="Availability"
              on={me.available}
              onText="Available"
              offText="Away"
              title="While you are away, customers who come back go to the queue for another agent."
              onChange={(available) => desk.setAvailable(available)}
            />
          </div>
          <span class="header-agent">
            <Avatar name={me.name} small />
            <span>{me.name}</span>
          </span>
        </>
      )}
      <div class="header-buttons">
        <button
          type="button"
          class="quiet icon-button header-keys"
          aria-label="Keyboard shortcuts"
          aria-haspopup="dialog"
          title="Keyboard shortcuts (?)"
          onClick={onShortcuts}
        >
          <Icon name="keyboard" />
        </button>
        <button type="button" class="quiet sign-out" onClick={onSignOut} title="Sign out">
          <Icon name="out" />
          <span>Sign out</span>
        </button>
      </div>
    </header>
  );
}

function Capacity({ used, max }: { readonly used: number; readonly max: number }) {
  return (
    <span
      class={`capacity${used >= max ? " capacity-full" : ""}`}
      title="Active and wrap-up conversations use your capacity; waiting ones don’t."
    >
      <meter
        class="visually-hidden"
        min={0}
        max={max}
        value={Math.min(used, max)}
        aria-label="Capacity used"
      />
      <span class="capacity-dots" aria-hidden="true">
        {Array.from({ length: max }, (_, place) => (
          <i key={place} class={place < used ? "used" : ""} />
        ))}
      </span>
      <span class="field-words">
        <span class="field-label">Capacity</span>
        <span>
          {used} of {max} in use
        </span>
      </span>
    </span>
  );
}
