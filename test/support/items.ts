// Sample items for tests of the model.

import fc from "fast-check";
import type { Item, Message } from "../../src/model/item.ts";

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
    editedAt: null,
    ...change,
  };
}

/** A history as a server could tell it: each `pos` belongs to one id, several versions of it, any order, with repeats. */
export const history: fc.Arbitrary<readonly Item[]> = fc
  .array(fc.record({ pos: fc.integer({ min: 1, max: 30 }), version: fc.integer({ min: 0, max: 5 }) }), {
    maxLength: 60,
  })
  .map((changes) =>
    changes.map(({ pos, version }) =>
      message(pos, { seq: pos + version * 100, text: `text ${pos} version ${version}` }),
    ),
  );
