// The signed-in screen: header, lists, the open conversation, its details, alerts. Owns the page title and the shortcuts.

import { computed, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { nextAlert } from "../alerts.ts";
import { runCommand } from "../commands.ts";
import type { Desk } from "../desk.ts";
import { focusConversation, places } from "../focus.ts";
import { toCommand } from "../shortcuts.ts";
import { Alerts } from "./Alerts.tsx";
import { ConversationPane } from "./ConversationPane.tsx";
import { Details } from "./Details.tsx";
import { Header } from "./Header.tsx";
import { LinkBar } from "./LinkBar.tsx";
import { Nothing } from "./Nothing.tsx";
import { ProblemBar } from "./ProblemBar.tsx";
import { Shortcuts } from "./Shortcuts.tsx";
import { Sidebar } from "./Sidebar.tsx";

export function Console({ desk, onSignOut }: { readonly desk: Desk; readonly onSignOut: () => void }) {
  const title = useMemo(() => titleOf(desk), [desk]);
  useSignalEffect(() => {
    document.title = title.value;
  });
  const [isListOpen, setListOpen] = useState(false);
  // As soon as it is drawn: a key pressed right after the dialog has gone is a shortcut again.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // Whoever types means the character; a dialog in front has the keys.
      const command = toCommand(event, desk.allowsPlainKeys.peek() && !isTextField(event.target));
      if (!command || event.defaultPrevented || isListOpen) return;
      if (command === "leave" && !isInConversation(event.target)) return;
      event.preventDefault();
      if (command === "list") setListOpen(true);
      else runCommand(desk, command);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [desk, isListOpen]);
  const conversation = desk.open.value;

  return (
    <div class={`console${conversation ? " console-open" : ""}`}>
      {conversation && (
        <button type="button" class="skip" onClick={focusConversation}>
          Go to the open conversation
        </button>
      )}
      <Header desk={desk} onSignOut={onSignOut} onShortcuts={() => setListOpen(true)} />
      <LinkBar desk={desk} />
      <div class="columns">
        <main>
          <div class="left">
            <Sidebar desk={desk} />
            <Alerts desk={desk} />
          </div>
          <section class="conversation" id={places.conversation} aria-label="Conversation">
            <ProblemBar desk={desk} />
            {conversation ? (
              <ConversationPane key={conversation.id} desk={desk} conversation={conversation} />
            ) : (
              <Nothing desk={desk} />
            )}
          </section>
        </main>
        {conversation && <Details conversation={conversation} />}
      </div>
      {isListOpen && (
        <Shortcuts
          allowsPlain={desk.allowsPlainKeys.value}
          onAllowPlain={desk.allowPlainKeys}
          onClose={() => setListOpen(false)}
        />
      )}
    </div>
  );
}

/** How many conversations want the agent, and who came back. */
function titleOf(desk: Desk) {
  return computed(() => {
    const alerts = desk.alerts.value;
    const unread = desk.lists.value.mine.filter(({ unread }) => unread > 0).map(({ id }) => id);
    const { size } = new Set([...unread, ...alerts.map(({ conversation }) => conversation)]);
    const next = nextAlert(alerts);
    const news = next?.kind === "customer-returned" ? `${next.title} – ` : "";
    return `${size > 0 ? `(${size}) ` : ""}${news}Agent console`;
  });
}

function isInConversation(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(`#${places.conversation}`) !== null;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
