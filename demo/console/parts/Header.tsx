// The top line: who is signed in, availability, capacity in use, operating hours, sign-out.

import type { Desk } from "../desk.ts";
import { Avatar } from "./Avatar.tsx";
import { Switch } from "./Switch.tsx";

export function Header({ desk, onSignOut }: { readonly desk: Desk; readonly onSignOut: () => void }) {
  const me = desk.me.value;
  const isOpenHours = desk.isOpenHours.value;
  return (
    <header class="header">
      <h1 class="header-title">Agent console</h1>
      {me && (
        <>
          <Switch
            label="Shop hours"
            on={isOpenHours === true}
            onText="Open"
            offText="Closed"
            title="Outside operating hours customers may still write; agents answer when it opens."
            onChange={(open) => desk.setHours(open)}
          />
          <Capacity used={me.capacity.used} max={me.capacity.max} />
          <Switch
            label="Availability"
            on={me.available}
            onText="Available"
            offText="Away"
            title="While you are away, customers who come back go to the queue for another agent."
            onChange={(available) => desk.setAvailable(available)}
          />
          <span class="header-agent">
            <Avatar name={me.name} small />
            <span>{me.name}</span>
          </span>
        </>
      )}
      <button type="button" class="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  );
}

function Capacity({ used, max }: { readonly used: number; readonly max: number }) {
  return (
    <span
      class={`capacity${used >= max ? " capacity-full" : ""}`}
      title="Active and wrap-up conversations use your capacity; waiting ones don’t."
    >
      <meter class="visually-hidden" min={0} max={max} value={used} aria-label="Capacity used" />
      <span class="capacity-dots" aria-hidden="true">
        {Array.from({ length: max }, (_, place) => (
          <i key={place} class={place < used ? "used" : ""} />
        ))}
      </span>
      <span>
        {used} of {max}
        <span class="wide-only"> in use</span>
      </span>
    </span>
  );
}
