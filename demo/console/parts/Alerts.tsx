// Below the lists, where nothing is covered and no row moves away under the pointer. What must not be missed: who came back first, until
// it is opened, dismissed or no longer due. Spoken once, by title, as it comes; the cards themselves are read where they stand.

import { useEffect, useRef, useState } from "preact/hooks";
import { alertTitle, toCards, type AlertCard } from "../alerts.ts";
import { openConversation } from "../commands.ts";
import type { Desk } from "../desk.ts";
import { afterDrawing, focusConversation, focusRow } from "../focus.ts";
import { agoWords } from "../words.ts";
import { Icon, type IconName } from "./Icon.tsx";

const SHOWN = 3;

const MARKS: Record<AlertCard["kind"], IconName> = {
  "customer-returned": "back",
  message: "chat",
  queued: "clock",
};

export function Alerts({ desk }: { readonly desk: Desk }) {
  const boxRef = useRef<HTMLElement>(null);
  const cards = toCards(desk.alerts.value);
  const hidden = cards.length - SHOWN;

  function dismiss({ alerts }: AlertCard): void {
    for (const alert of alerts) desk.dismissAlert(alert);
    afterDrawing(() => {
      const next = boxRef.current?.querySelector<HTMLElement>("button");
      if (next) next.focus();
      else if (desk.open.peek()) focusConversation();
      else focusRow(null);
    });
  }

  return (
    <>
      <AlertAnnouncer desk={desk} />
      {cards.length > 0 && (
        <section class="alerts" ref={boxRef} aria-label="Alerts">
          {cards.slice(0, SHOWN).map((card, place) => (
            <div key={card.conversation} class={`alert alert-${card.kind}`}>
              <button
                type="button"
                class="alert-open"
                aria-keyshortcuts={place === 0 ? "Alt+J" : undefined}
                onClick={() => openConversation(desk, card.conversation)}
              >
                <span class="alert-mark">
                  <Icon name={MARKS[card.kind]} />
                </span>
                <span class="alert-body">
                  <strong dir="auto">{card.title}</strong>
                  {card.text && (
                    <span class="alert-text" dir="auto">
                      {card.text}
                    </span>
                  )}
                  <span class="alert-when">
                    {agoWords(card.at, desk.now.value)}
                    {place === 0 && (
                      <span class="alert-keys" aria-hidden="true">
                        <kbd>Alt</kbd> <kbd>J</kbd>
                      </span>
                    )}
                  </span>
                </span>
              </button>
              <button
                type="button"
                class="quiet icon-button alert-dismiss"
                aria-label={`Dismiss: ${card.title}`}
                onClick={() => dismiss(card)}
              >
                <Icon name="close" />
              </button>
            </div>
          ))}
          {hidden > 0 && <p class="alerts-more">and {hidden} more in the lists above</p>}
        </section>
      )}
    </>
  );
}

function AlertAnnouncer({ desk }: { readonly desk: Desk }) {
  const heardRef = useRef(0);
  const [words, setWords] = useState("");
  const newest = desk.alerts.value.toSorted((a, b) => b.id - a.id)[0];

  useEffect(() => {
    if (!newest || newest.id <= heardRef.current) return;
    heardRef.current = newest.id;
    setWords(alertTitle(newest));
  }, [newest]);

  return (
    <output class="visually-hidden" aria-label="New alerts">
      {words}
    </output>
  );
}
