// The customer's whole history, kept at its newest end unless the agent reads further up; older rows are drawn when scrolled to.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { countAfter } from "../new-messages.ts";
import { pageChanges, toRows, type Row } from "../transcript.ts";
import { timeOf } from "../words.ts";
import type { PaneProps } from "./ConversationPane.tsx";
import { Announcer } from "./Announcer.tsx";
import { Icon } from "./Icon.tsx";
import { Replies } from "./Replies.tsx";
import { Run, type RunProps } from "./Run.tsx";
import { useNewFrom } from "./use-new-from.ts";

const ROWS_AT_ONCE = 150;
const NEAR_PX = 80;
const ABOVE_NEW_PX = 16;

export function Transcript({ desk, conversation }: PaneProps) {
  const { items, status, problem } = desk.history.view.value;
  const boxRef = useRef<HTMLDivElement>(null);
  const fromEndRef = useRef(0);
  const sizeRef = useRef("");
  const [isAtEnd, setAtEnd] = useState(true);
  // The first row drawn: null follows the end, a number stays while the agent reads further up.
  const [heldStart, setHeldStart] = useState<number | null>(null);
  const { newFrom, seenTo, beginAt } = useNewFrom({
    items,
    isReady: status === "ready",
    unread: desk.isMine(conversation) ? conversation.unread : 0,
    isAtEnd,
  });
  const newCount = isAtEnd ? 0 : countAfter(items, seenTo);
  const rows = toRows(items, conversation.customer.name, newFrom);
  const start = heldStart ?? Math.max(0, rows.length - ROWS_AT_ONCE);
  const pages = pageChanges(items);
  const replies = desk.outbox.replies.value.filter((reply) => reply.conversation === conversation.id);
  const files = desk.uploads.files.value.filter((upload) => upload.conversation === conversation.id);
  const newest = items.at(-1)?.id;

  useLayoutEffect(() => {
    const element = boxRef.current;
    if (element && isAtEnd) element.scrollTop = element.scrollHeight;
  }, [newest, replies.length, files.length, isAtEnd, status]);
  // Opened with more that is new than there is room for: it begins at the first of it.
  useLayoutEffect(() => {
    const element = boxRef.current;
    const divider = element?.querySelector<HTMLElement>(".new-line");
    if (!element || !divider || newFrom === null || !isAtEnd) return;
    const toLine = divider.getBoundingClientRect().top - element.getBoundingClientRect().top - ABOVE_NEW_PX;
    const top = element.scrollTop + toLine;
    const end = element.scrollHeight - element.clientHeight;
    // Explicitly in both cases: the line parts a run in two, and the browser may have moved with one of them.
    element.scrollTop = Math.min(top, end);
    if (end - top < NEAR_PX) return;
    setAtEnd(false);
    beginAt(newFrom);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each line
  }, [newFrom]);
  // A narrower window or a growing reply box moves the end: stay there.
  useEffect(() => {
    const element = boxRef.current;
    if (!element || !isAtEnd) return;
    const observer = new ResizeObserver(() => element.scrollTo({ top: element.scrollHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isAtEnd]);
  // Rows were added above: what is being read stays where it is.
  useLayoutEffect(() => {
    const element = boxRef.current;
    if (element && heldStart !== null) element.scrollTop = element.scrollHeight - fromEndRef.current;
  }, [heldStart]);

  function onScroll(): void {
    const element = boxRef.current;
    if (!element) return;
    const size = `${element.clientWidth} ${element.clientHeight}`;
    const isResized = sizeRef.current !== size;
    sizeRef.current = size;
    // It is the window that moved, not the reader.
    if (isResized && isAtEnd) return element.scrollTo({ top: element.scrollHeight });
    fromEndRef.current = element.scrollHeight - element.scrollTop;
    const isNear = fromEndRef.current - element.clientHeight < NEAR_PX;
    setAtEnd(isNear);
    if (isNear) setHeldStart(null);
    else setHeldStart(element.scrollTop < NEAR_PX ? Math.max(0, start - ROWS_AT_ONCE) : start);
  }

  return (
    <div class="transcript-frame">
      <Announcer items={items} isReady={status === "ready"} />
      <div
        class="transcript"
        ref={boxRef}
        role="log"
        aria-live="off"
        aria-label="Transcript"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that keys scroll it
        tabIndex={0}
        onScroll={onScroll}
      >
        {status === "loading" && <Skeleton />}
        {rows.slice(start).map((row) => (
          <RowView key={row.key} row={row} pages={pages} desk={desk} />
        ))}
        <Replies outbox={desk.outbox} replies={replies} uploads={desk.uploads} files={files} />
        {status === "failed" && (
          <p class="problem" role="alert">
            <span>The transcript may not be up to date. {problem}</span>
            <button type="button" class="inline-action" onClick={() => desk.history.refresh()}>
              Load again
            </button>
          </p>
        )}
      </div>
      {!isAtEnd && (
        <button
          type="button"
          class={newCount > 0 ? "to-end primary" : "to-end"}
          onClick={() => {
            setAtEnd(true);
            boxRef.current?.focus({ preventScroll: true });
          }}
        >
          <Icon name="down" />
          {newCount > 0 ? `${newCount} new, go to the newest` : "Newest messages"}
        </button>
      )}
    </div>
  );
}

function RowView({ row, ...rest }: { readonly row: Row } & Omit<RunProps, "messages">) {
  if (row.row === "day") return <h3 class="day">{row.words}</h3>;
  if (row.row === "new") return <p class="divider new-line">New messages</p>;
  if (row.row === "run") return <Run messages={row.messages} {...rest} />;
  if (row.row === "divider")
    return (
      <p class="divider" title={row.conversation}>
        <span>Conversation opened {timeOf(row.at)}</span>
      </p>
    );
  return (
    <p class="notice">
      {row.words} <time dateTime={row.at}>{timeOf(row.at)}</time>
    </p>
  );
}

function Skeleton() {
  return (
    <div class="skeleton">
      <span class="visually-hidden">Loading the transcript</span>
      <i />
      <i />
      <i />
    </div>
  );
}
