// How things stand with one customer beside the items: the conversation, what the backend can do, what is read and unread. Kept from
// what the session and later answers told; before they tell anything, from what is stored. Shows and stores nothing itself.

import type { Capabilities, Hours, Session } from "../backend/backend.ts";
import type { StoredHead } from "../identity/stored.ts";
import type { Partition } from "../identity/vault.ts";
import { type Conversation, newerConversation, type Rating } from "../model/conversation.ts";
import { unreadCount } from "../model/unread.ts";
import type { Transcript } from "./transcript.ts";

export interface StandingOptions {
  readonly partition: Pick<Partition, "owner" | "stored">;
  readonly transcript: Pick<Transcript, "timeline" | "cursor">;
  /** The highest `pos` seen on this device; -1 for none. */
  readonly seenPos: () => number;
}

/** Capabilities that turned out to be none. */
export type Lacking = { readonly typing?: false; readonly rating?: null };

export function createStanding({ partition, transcript, seenPos }: StandingOptions) {
  const { head } = partition.stored;
  let { name } = partition.owner;
  let conversation: Conversation | null | undefined;
  let capabilities: Capabilities | null = null;
  /** What the backend announced and does not do: off for this page load. */
  let lacking: Lacking = {};
  let told: { count: number; readPos: number } | null = null;
  /** Where `/session` said that the timeline stands. Only stored, so that the next page load knows that it was asked. */
  let heardHead: string | null = null;

  function shownConversation(): StoredHead["conversation"] {
    return conversation === undefined ? (head?.conversation ?? null) : conversation;
  }

  function readPos(): number {
    return Math.max(seenPos(), conversation?.customerRead ?? -1);
  }

  function unread(): number {
    if (conversation === undefined && told === null) return head?.unread ?? 0;
    return unreadCount({ timeline: transcript.timeline(), readPos: readPos(), told });
  }

  function hear(told: Conversation | null): void {
    conversation = newerConversation(conversation, told) ?? null;
  }

  return {
    name: () => name,
    conversation: () => conversation,
    capabilities: () => capabilities,
    readPos,
    unread,
    /** Where "new messages" begin; null when all was read. */
    newAfter: () => (unread() > 0 ? readPos() : null),
    /** Does the server count what is unread? */
    isCounted: () => told !== null,
    /** Nothing was ever heard of this customer here. */
    isUnheard: () => head === null && conversation === undefined,
    /** Something may come. */
    goesOn(): boolean {
      const state = shownConversation()?.state;
      return (state !== undefined && state !== "closed") || unread() > 0;
    },

    toHead(savedAt: number): StoredHead | null {
      const cursor = transcript.cursor() ?? heardHead ?? head?.cursor;
      if (cursor === undefined) return null;
      const shown = shownConversation();
      const conversation = shown && { id: shown.id, state: shown.state };
      return { cursor, conversation, unread: unread(), savedAt };
    },

    /** `readPos`: as it was when the session was asked for, so when its unread messages were counted. */
    take(session: Session, readPos: number): void {
      capabilities = { ...session.capabilities, ...lacking };
      hear(session.conversation);
      ({ name } = session.customer);
      heardHead = session.head;
      const counted = Math.max(readPos, session.conversation?.customerRead ?? -1);
      told = session.unread === null ? null : { count: session.unread, readPos: counted };
    },

    hear,
    /** Not what was known before: it may be of a history that the server has left. Its lower versions must not lose against ours. */
    restart(known: Conversation | null | undefined): void {
      conversation = known;
    },

    lack(what: Lacking): void {
      lacking = { ...lacking, ...what };
      capabilities = capabilities && { ...capabilities, ...lacking };
    },

    /** They changed since the session said. */
    hours(hours: Hours): void {
      capabilities = capabilities && { ...capabilities, hours };
    },

    rated(id: string, rating: Rating): void {
      if (conversation?.id === id) conversation = { ...conversation, rating };
    },
  };
}
