// The transcript: rows in a scrollable region, with what stands in for them while there are none.

import type { RefObject, VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { ItemList } from "../model/item-list.ts";
import { useKnown, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { MessageItem } from "./MessageItem.tsx";
import { Greeting, OlderLine, Skeleton } from "./Placeholders.tsx";
import { buildRows, type Row } from "./rows.ts";
import { useScroll } from "./scroll.ts";

export function Transcript({ composer }: { readonly composer: RefObject<HTMLTextAreaElement | null> }) {
  const { chat, strings, dates } = useWidget();
  const known = useKnown();
  const history = known ? chat.history.value : "loading";
  const items = known ? chat.transcript.value : ItemList.empty;
  const conversation = known ? chat.conversation.value : undefined;
  const pending = chat.pending.value;
  const newAfter = chat.newAfter.value;
  const agentRead = conversation?.agentRead ?? null;
  const complete = history === "complete";
  const rows = useMemo(
    () => buildRows({ items, pending, newAfter, agentRead, complete, strings, dates }),
    [items, pending, newAfter, agentRead, complete, strings, dates],
  );
  const shown = useStableRows(rows);
  const loading = history === "loading" || (history === "none" && conversation !== null);
  const scroll = useScroll(rows, !loading, ({ bottom, top }) => {
    const newest = items.at(-1);
    if (bottom && newest) chat.markRead(newest.pos);
    if (top && history === "partial") chat.loadOlder();
  });

  return (
    <div class="transcript">
      {/* It takes the focus so that the keyboard can scroll it. */}
      <section
        ref={scroll.box}
        class="scroll"
        aria-label={strings.transcript}
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <OlderLine history={history} />
        {loading && <Skeleton />}
        {!loading && rows.length === 0 && <Greeting />}
        {/* Safari takes the role from lists without bullets: https://bugs.webkit.org/show_bug.cgi?id=170179 */}
        <ul role="list">{shown.map((row) => drawRow(row, composer))}</ul>
      </section>
      {scroll.away && (
        <Jump
          onClick={() => {
            scroll.toBottom();
            scroll.box.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

function Jump({ onClick }: { readonly onClick: () => void }) {
  const { chat, strings } = useWidget();
  const count = chat.unreadCount.value;
  return (
    <button
      type="button"
      class="jump"
      aria-label={count > 0 ? strings.jumpNew(count) : strings.jump}
      onClick={onClick}
    >
      {count > 0 && <span>{count}</span>}
      <Icon name="down" />
    </button>
  );
}

/**
 * A row that is equal to the one before is the same object, and `MessageItem` then draws nothing: 2,000 rows stay cheap. No nodes are
 * kept: a node keeps its parent of when it was drawn, and with that all rows of then.
 */
function useStableRows(rows: readonly Row[]): readonly Row[] {
  const cache = useRef(new Map<string, Row>());
  return useMemo(() => {
    const next = new Map<string, Row>();
    for (const row of rows) {
      const known = cache.current.get(row.key);
      next.set(row.key, known && isSameRow(known, row) ? known : row);
    }
    cache.current = next;
    return [...next.values()];
  }, [rows]);
}

function isSameRow(a: Row, b: Row): boolean {
  return (Object.keys(a) as (keyof Row)[]).every((field) => a[field] === b[field]);
}

function drawRow(row: Row, composer: RefObject<HTMLTextAreaElement | null>): VNode {
  if (row.type === "message") return <MessageItem key={row.key} row={row} composer={composer} />;
  return (
    <li key={row.key} class={`line line-${row.type}`}>
      <span dir="auto">{row.text}</span>
    </li>
  );
}
