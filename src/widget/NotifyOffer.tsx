// Offers to be told of an answer while the page is out of sight. The browser is asked only when the customer says yes. A chunk of its own.

import { useState } from "preact/hooks";
import { useWidget } from "./context.ts";
import css from "./offer.css?inline";

export { Widget } from "./context.ts";
export { css };

/** The customer said no; for this tab. */
const declinedKey = "ajar-notify";

export function NotifyOffer() {
  const { strings } = useWidget();
  const [isOpen, setOpen] = useState(isUndecided);
  if (!isOpen) return null;

  async function accept(): Promise<void> {
    setOpen(false);
    // Whatever the customer answers, the browser remembers it.
    await Notification.requestPermission();
  }

  function decline(): void {
    setOpen(false);
    try {
      sessionStorage.setItem(declinedKey, "1");
    } catch {
      // Forbidden or full: asked again on the next page.
    }
  }

  return (
    <div class="offer">
      <p>{strings.notifyOffer}</p>
      <button type="button" class="text-button" onClick={() => void accept()}>
        {strings.notifyYes}
      </button>
      <button type="button" class="text-button" onClick={decline}>
        {strings.notifyNo}
      </button>
    </div>
  );
}

function isUndecided(): boolean {
  if (!("Notification" in window) || Notification.permission !== "default") return false;
  try {
    return sessionStorage.getItem(declinedKey) === null;
  } catch {
    return true;
  }
}
