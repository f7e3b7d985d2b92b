// Sample items for tests of the model.

import fc from "fast-check";
import type { Item, Message, Notice, Tombstone } from "../../src/model/item.ts";

export function message(pos: number, change: Partial<Message> = {}): Message {
  return {
    id: `m_${pos}`,
    pos,
    seq: pos,
    conversation: "cv_1",
    at: "2026-11-22T06:49:58Z",
    kind: "message",
    deleted: false,
    author: { role: "agent", id: "rui", name: "Rui" },
    clientId: null,
    text: `text ${pos}`,
    format: "plain",
    attachments: [],
    quickReplies: [],
    editedAt: null,
    ...change,
  };
}

export function tombstone(pos: number, change: Partial<Tombstone> = {}): Tombstone {
  const {
    text: _,
    format: __,
    attachments: ___,
    quickReplies: ____,
    editedAt: _____,
    ...rest
  } = message(pos);
  return { ...rest, deleted: true, ...change };
}

export function notice(pos: number, change: Partial<Notice> = {}): Notice {
  const { id, seq, conversation, at } = message(pos);
  return {
    id,
    pos,
    seq,
    conversation,
    at,
    kind: "notice",
    notice: "text",
    agentName: null,
    text: "",
    ...change,
  };
}

const place = fc.record({ pos: fc.integer({ min: 1, max: 30 }), version: fc.integer({ min: 0, max: 5 }) });

/** A history as a server could tell it: each `pos` belongs to one id, several versions of it, any order, with repeats. */
export const history: fc.Arbitrary<readonly Item[]> = fc.array(place.map(itemAtVersion), { maxLength: 60 });

/** The same from a broken server, that gives a `pos` and a `seq` to several items. */
export const brokenHistory: fc.Arbitrary<readonly Item[]> = fc.array(
  fc.tuple(place, fc.constantFrom("a", "b", "c")).map(([at, id]) => ({ ...itemAtVersion(at), id })),
  { maxLength: 60 },
);

/** The last version is a deletion, and every seventh item a notice. */
function itemAtVersion({ pos, version }: { readonly pos: number; readonly version: number }): Item {
  const seq = pos + version * 100;
  if (pos % 7 === 0) return notice(pos, { seq, text: `notice ${pos} version ${version}` });
  if (version === 5) return tombstone(pos, { seq });
  return message(pos, { seq, text: `text ${pos} version ${version}` });
}
