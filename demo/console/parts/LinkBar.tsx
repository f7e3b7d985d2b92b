// Says that the connection is lost, and that nothing else is.

import type { Desk } from "../desk.ts";
import { Icon } from "./Icon.tsx";

export function LinkBar({ desk }: { readonly desk: Desk }) {
  return (
    <output class="link-slot">
      {desk.link.value === "lost" && (
        <span class="link-bar">
          <Icon name="warning" />
          <span>Connection lost. What you write is kept and goes out when it is back.</span>
          <button type="button" class="inline-action" onClick={() => desk.reconnect()}>
            Try now
          </button>
        </span>
      )}
    </output>
  );
}
