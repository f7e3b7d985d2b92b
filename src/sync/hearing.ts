// What is done about a message of another tab. Whatever is not for this page's customer, as stored now, is dropped.

import type { Delta } from "../backend/backend.ts";
import type { TokenSource } from "../identity/token.ts";
import type { Ledger } from "./ledger.ts";
import type { PageCustomer } from "./page-customer.ts";
import type { Phase } from "./state.ts";
import type { TabMessage, WhoNews } from "./tab-messages.ts";

export interface HearingOptions {
  readonly phase: Phase;
  readonly person: PageCustomer;
  readonly tokens: Pick<TokenSource, "offer">;
  /** The host said that nobody is signed in. */
  readonly leave: () => void;
  /** The host must be asked who it is. */
  readonly onDoubt: () => void;
  /** Something was heard that does not begin where this tab is. */
  readonly onGap: () => void;
}

export function hearMessage(message: TabMessage, options: HearingOptions): void {
  if (message.type === "who") return hearWho(message, options);
  const customer = options.person.current();
  if (message.sub !== customer?.ledger.owner.sub || message.gen !== customer.generation) return;
  const { ledger } = customer;
  switch (message.type) {
    case "delta":
      return hearDelta(message.delta, ledger, options);
    case "typing":
      return customer.typing.heard(message.author, message.on, true);
    case "hours":
      return ledger.hours(message.hours, true);
    case "outbox":
      customer.mailbox.hear(message.gone);
      return void ledger.readAgain();
    case "sent":
      return ledger.hearSent(message.id, message.result);
    case "draft":
      return ledger.hearDraft(message.draft);
    case "read":
      return void ledger.markRead(message.pos, true);
    case "token":
      // This page's own host is being asked who it is.
      if (options.phase !== "identifying") options.tokens.offer(message.token, message.sub);
  }
}

/** Not while a connection of our own is open: it goes on from the cursor that it began with. */
function hearDelta(delta: Delta, ledger: Ledger, { phase, onGap }: HearingOptions): void {
  if (!ledger.isWarm() || phase === "live" || ledger.delta(delta, { isHeard: true })) return;
  if (!ledger.hasPassed(delta.cursor)) onGap();
}

function hearWho({ sub, isFinal }: WhoNews, { phase, person, leave, onDoubt }: HearingOptions): void {
  const customer = person.current();
  if (customer?.ledger.owner.sub === sub) return;
  if (isFinal) leave();
  else if (customer) person.doubt();
  else if (phase === "identifying" || (phase === "signed-out" && sub !== null)) onDoubt();
}
