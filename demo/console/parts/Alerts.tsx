// Below the lists, where nothing is covered and no row moves away under the pointer. What must not be missed: one alert per conversation, newest first, until it is opened, dismissed or no longer due.

import type { Desk } from "../desk.ts";
import { alertTitle } from "../alerts.ts";

const SHOWN = 3;

export function Alerts({ desk }: { readonly desk: Desk }) {
  const alerts = desk.alerts.value;
  const hidden = alerts.length - SHOWN;
  return (
    <output class="alerts" aria-label="Alerts">
      {alerts.slice(0, SHOWN).map((alert) => (
        <span key={alert.conversation} class={`alert alert-${alert.kind}`}>
          <button type="button" class="alert-open" onClick={() => desk.show(alert.conversation)}>
            <span class="alert-mark" aria-hidden="true" />
            <span class="alert-body">
              <strong>{alertTitle(alert)}</strong>
              {alert.text && (
                <span class="alert-text" dir="auto">
                  {alert.text}
                </span>
              )}
            </span>
          </button>
          <button
            type="button"
            class="alert-dismiss"
            aria-label={`Dismiss the alert about ${alert.customer.name}`}
            onClick={() => desk.dismissAlert(alert)}
          >
            ✕
          </button>
        </span>
      ))}
      {hidden > 0 && <span class="alerts-more">and {hidden} more in the lists above</span>}
    </output>
  );
}
