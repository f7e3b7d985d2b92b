// The transcript: rows in a scrollable region, with what stands in for them while there are none. Draws those near what is in
// sight, in the order of reading; the others are room above and below.

import type { RefObject, VNode } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { ItemList } from "../model/item-list.ts";
import { useKnown, useWidget } from "./context.ts";
import { Icon } from "./Icon.tsx";
import { MessageItem } from "./MessageItem.tsx";
import { Greeting, OlderLine, Skeleton } from "./Placeholders.tsx";
import type { Row } from "./row.ts";
import { createRows } from "./rows.ts";
import { useScroll } from "./scroll.ts";
import type { Found } from "./search.ts";
import { Tail } from "./Tail.tsx";

interface Props {
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  /** What a search shows. */
  readonly found: Found | null;
}

export function Transcript({ composer, found }: Props) {
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
    () => createRows({ items, pending, newAfter, agentRead, complete, strings, dates }),
    [items, pending, newAfter, agentRead, complete, strings, dates],
  );
  // Then nothing is on its way.
  const isBarred = ["auth-required", "refused"].includes(chat.connection.value);
  const loading = !isBarred && (history === "loading" || (history === "none" && conversation !== null));
  const scroll = useScroll(rows, !loading, {
    onSettle: ({ newest, oldest }) => {
      const last = items.at(-1);
      if (newest && last) chat.markRead(last.pos);
      if (oldest && history === "partial") chat.loadOlder();
    },
    onHome: () => {
      if (!complete) chat.loadAll();
      return !complete;
    },
  });
  const { abovePx, belowPx } = scroll.drawn;
  const { reveal } = scroll;
  useLayoutEffect(() => {
    if (found) reveal(chat.transcript.peek().indexAt(found.pos));
  }, [chat, found, reveal]);

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
        {!loading && !isBarred && rows.isEmpty && <Greeting />}
        {/* Safari takes the role from lists without bullets: https://bugs.webkit.org/show_bug.cgi?id=170179 */}
        <ul ref={scroll.list} role="list" style={{ paddingBlock: `${abovePx}px ${belowPx}px` }}>
          {scroll.drawn.rows.map((row) => drawRow(row, { composer, found }))}
        </ul>
        <Tail element={scroll.tail} />
      </section>
      {scroll.away && (
        <Jump
          onClick={() => {
            scroll.toNewest();
            scroll.box.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

function Jump({ onClick }: { readonly onClick: () => void }) {
  const { chat, strings, dates } = useWidget();
  const count = chat.unreadCount.value;
  return (
    <button
      type="button"
      class="jump"
      aria-label={count > 0 ? strings.jumpNew(count) : strings.jump}
      onClick={onClick}
    >
      {count > 0 && <span>{dates.number(count)}</span>}
      <Icon name="down" />
    </button>
  );
}

/** No nodes are kept: a node keeps its parent of when it was drawn, and with that all rows of then. */
function drawRow(row: Row, { composer, found }: Props): VNode {
  if (row.type === "message") {
    const sought = found !== null && row.pos === found.pos ? found.ranges : null;
    return <MessageItem key={row.key} row={row} composer={composer} sought={sought} />;
  }
  const classes = `line line-${row.type}${row.first ? " first" : ""}`;
  return (
    <li key={row.key} class={classes}>
      <span dir="auto">{row.text}</span>
    </li>
  );
}
