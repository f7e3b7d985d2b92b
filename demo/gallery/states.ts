// Each state of the widget that somebody should look at: what the chat is like, and what is done once it is drawn. To add one,
// add a line.

import type { Agent, Conversation } from "../../src/model/conversation.ts";
import { ChatError } from "../../src/errors.ts";
import type { Capabilities } from "../../src/backend/backend.ts";
import { ItemList } from "../../src/model/item-list.ts";
import type { PendingMessage } from "../../src/model/view.ts";
import type { WidgetLook } from "../../src/widget/options.ts";
import { openMenu, openPicture, type Play, scrollUp, searchFor } from "./plays.ts";
import type { Scene } from "./scripted-chat.ts";
import type { Talk } from "./talk.ts";
import { longTranscript, twoConversations, unbroken, withFiles, withMarkup } from "./transcripts.ts";

export interface State {
  readonly title: string;
  readonly scene: (talk: Talk) => Scene;
  /** Done by hand, as it were, once it is drawn. */
  readonly play?: Play;
  readonly look?: WidgetLook;
}

const rui: Agent = { id: "ag_7", name: "Rui", avatarUrl: null };

function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: "cv_1",
    seq: 1,
    state: "active",
    agent: rui,
    customerRead: null,
    agentRead: null,
    openedAt: "2026-11-20T09:12:04Z",
    closedAt: null,
    rating: null,
    ...more,
  };
}

function pending(text: string, more: Partial<PendingMessage>): PendingMessage {
  const at = new Date().toISOString();
  return {
    id: text,
    text,
    at,
    state: "queued",
    failure: null,
    saved: true,
    removable: true,
    attachments: [],
    ...more,
  };
}

/** Tomorrow at nine. */
function outsideHours(): Capabilities {
  const opensAt = new Date(new Date().setHours(33, 0, 0, 0)).toISOString();
  return offering({ hours: { open: false, opensAt, timeZone: null } });
}

function offering(more: Partial<Capabilities> = {}): Capabilities {
  return {
    live: [],
    typing: true,
    receipts: true,
    presence: true,
    edit: false,
    attachments: { maxBytes: 5_000_000, types: ["image/*", "application/pdf"] },
    rating: { max: 5 },
    hours: null,
    limits: { textChars: 4000, sendPerMinute: null },
    ...more,
  };
}

/** The usual transcript, and what is different. */
const going =
  (more: Scene = {}) =>
  (talk: Talk): Scene => ({
    transcript: ItemList.of(twoConversations(talk)),
    conversation: conversation({ agentRead: 1000 }),
    ...more,
  });

const long =
  (more: Scene = {}) =>
  (talk: Talk) =>
    going({ transcript: ItemList.of(longTranscript(talk)), ...more })(talk);

const refused = new ChatError("invalid-text", "refused");
const expired = { status: "expired", customer: { id: "ana", name: "Ana" } } as const;
const longName = { ...rui, name: "Maximiliane von Hohenzollern-Sigmaringen zu Oberstdorf am See" };
const closedAt = "2026-11-08T14:40:00Z";

const ended = (rating: Conversation["rating"] = null) =>
  going({
    capabilities: offering(),
    conversation: conversation({ state: "closed", closedAt, rating }),
  });
const filed = (talk: Talk) =>
  going({ capabilities: offering(), transcript: ItemList.of(withFiles(talk)) })(talk);
const photo = { id: "at_1", name: "lantern.jpg", type: "image/jpeg", bytes: 1_840_000 } as const;
const invoice = { id: "at_2", name: "invoice TD-20417.pdf", type: "application/pdf", bytes: 84_000 } as const;

export const states = {
  closed: { title: "Closed", scene: () => ({ isOpen: false }) },
  unread: { title: "Closed, with unread messages", scene: going({ isOpen: false, unreadCount: 3 }) },
  loading: { title: "Loading", scene: () => ({ history: "loading", conversation: undefined }) },
  empty: { title: "Nothing written yet", scene: () => ({}) },
  conversation: { title: "A conversation", scene: going() },
  queued: {
    title: "Waiting for an agent",
    scene: going({ conversation: conversation({ state: "open", agent: null }) }),
  },
  waiting: { title: "Set to waiting", scene: going({ conversation: conversation({ state: "waiting" }) }) },
  ended: {
    title: "Closed conversation",
    scene: going({ conversation: conversation({ state: "closed", closedAt }) }),
  },
  hours: {
    title: "Outside opening hours",
    scene: going({
      capabilities: outsideHours(),
      conversation: conversation({ state: "open", agent: null }),
    }),
  },
  offline: {
    title: "Offline",
    scene: going({ connection: "offline", pending: [pending("Are you still there?", { removable: false })] }),
  },
  trouble: { title: "The server can't be reached", scene: going({ connection: "trouble" }) },
  refused: { title: "The server won't answer", scene: going({ connection: "refused" }) },
  memory: { title: "Nothing can be stored", scene: going({ storage: "memory" }) },
  failed: {
    title: "Messages that were not sent",
    scene: going({
      pending: [
        pending("A text that the server refused", { state: "failed", failure: refused }),
        pending("Written the day before yesterday", { state: "held" }),
      ],
    }),
  },
  signin: { title: "Nobody is signed in", scene: () => ({ identity: { status: "signed-out" } }) },
  expired: {
    title: "The sign-in has expired",
    scene: going({ identity: expired, connection: "auth-required" }),
  },
  search: { title: "Search", scene: going(), play: searchFor("lantern", "الفانوس") },
  searching: {
    title: "Search in what is still coming",
    scene: going({ history: "restoring" }),
    play: searchFor("lantern", "الفانوس"),
  },
  menu: { title: "The menu", scene: going(), play: openMenu },
  nothing: { title: "Search without a find", scene: going(), play: searchFor("anchor", "مرساة") },
  long: { title: "A long transcript, read further up", scene: long({ unreadCount: 2 }), play: scrollUp },
  fresh: { title: "New messages", scene: going({ newAfter: 116 }) },
  restoring: { title: "Older messages are loading", scene: going({ history: "restoring" }), play: scrollUp },
  stalled: { title: "Older messages didn't load", scene: going({ history: "stalled" }), play: scrollUp },
  limit: { title: "Near the limit", scene: going({ draft: "A very long text. ".repeat(220) }) },
  over: { title: "Over the limit", scene: going({ draft: "Too long a text. ".repeat(250) }) },
  names: {
    title: "Long names and words",
    scene: (talk) =>
      going({ transcript: ItemList.of(unbroken(talk)), conversation: conversation({ agent: longName }) })(
        talk,
      ),
  },
  files: { title: "Files", scene: filed },
  picture: { title: "A picture, shown large", scene: filed, play: openPicture },
  attaching: {
    title: "Files in the composer",
    scene: going({
      capabilities: offering(),
      draft: "Here is what it looks like.",
      attachments: [
        { ...photo, id: "at_3", state: "uploading", failure: null },
        { ...invoice, state: "uploaded", failure: null },
        { ...photo, id: "at_4", name: "too dark.heic", state: "failed", failure: refused },
      ],
      uploads: new Map([["at_3", 0.4]]),
    }),
  },
  again: {
    title: "Files are gone",
    scene: going({
      capabilities: offering(),
      attachments: [{ ...photo, id: "at_3", state: "missing", failure: null }],
      pending: [
        pending("The bill", {
          state: "incomplete",
          attachments: [{ ...invoice, state: "missing", failure: null }],
        }),
      ],
    }),
  },
  markup: {
    title: "Markdown and suggested answers",
    scene: (talk) => going({ transcript: ItemList.of(withMarkup(talk)) })(talk),
  },
  typing: {
    title: "The agent types",
    scene: going({ typing: { role: "agent", id: "ag_7", name: "Rui" } }),
  },
  rating: { title: "Asked for a rating", scene: ended() },
  rated: { title: "Rated", scene: ended({ score: 4, comment: "Quick and kind." }) },
  brand: {
    title: "A pale brand colour",
    scene: going(),
    look: { theme: { accent: "#ffd84d" }, position: "left" },
  },
} as const satisfies Record<string, State>;

export type StateName = keyof typeof states;

export function isStateName(name: string | null): name is StateName {
  return name !== null && Object.hasOwn(states, name);
}
