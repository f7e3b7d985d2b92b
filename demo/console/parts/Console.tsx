// The signed-in screen: header, lists, the open conversation, its details, alerts. Owns the page title.

import { useSignalEffect } from "@preact/signals";
import type { Desk } from "../desk.ts";
import { Alerts } from "./Alerts.tsx";
import { ConversationPane } from "./ConversationPane.tsx";
import { Details } from "./Details.tsx";
import { Header } from "./Header.tsx";
import { LinkBar } from "./LinkBar.tsx";
import { ProblemBar } from "./ProblemBar.tsx";
import { Sidebar } from "./Sidebar.tsx";

export function Console({ desk, onSignOut }: { readonly desk: Desk; readonly onSignOut: () => void }) {
  useSignalEffect(() => {
    const count = desk.alerts.value.length;
    document.title = count > 0 ? `(${count}) Agent console` : "Agent console";
  });
  const conversation = desk.open.value;

  return (
    <div class={`console${conversation ? " console-open" : ""}`}>
      <Header desk={desk} onSignOut={onSignOut} />
      <LinkBar desk={desk} />
      <div class="columns">
        <div class="left">
          <Sidebar desk={desk} />
          <Alerts desk={desk} />
        </div>
        <main class="conversation" aria-label="Conversation">
          <ProblemBar desk={desk} />
          {conversation ? (
            <ConversationPane key={conversation.id} desk={desk} conversation={conversation} />
          ) : (
            <Nothing desk={desk} />
          )}
        </main>
        {conversation && <Details conversation={conversation} />}
      </div>
    </div>
  );
}

function Nothing({ desk }: { readonly desk: Desk }) {
  const waiting = desk.lists.value.queue.length;
  return (
    <div class="nothing">
      <span class="nothing-mark" aria-hidden="true" />
      <h2>{waiting > 0 ? `${waiting} in the queue` : "All quiet"}</h2>
      <p class="muted">
        {waiting > 0
          ? "Choose a conversation on the left to read it, then accept it to answer."
          : "Nobody is in the queue. New conversations appear on the left by themselves."}
      </p>
    </div>
  );
}
