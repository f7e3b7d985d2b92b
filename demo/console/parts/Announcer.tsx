// Speaks what the customer writes while the conversation is open. The history, once loaded, is read where it stands, not spoken.

import { useEffect, useRef, useState } from "preact/hooks";
import type { AgentItem } from "../../server/agent-api.ts";

export function Announcer({
  items,
  isReady,
}: {
  readonly items: readonly AgentItem[];
  readonly isReady: boolean;
}) {
  const heardRef = useRef<number | null>(null);
  const [words, setWords] = useState("");
  const newest = items.findLast(({ author }) => author?.role === "customer");

  useEffect(() => {
    if (!isReady) return;
    const pos = newest?.pos ?? 0;
    if (heardRef.current !== null && pos > heardRef.current)
      setWords(`${newest?.author?.name ?? "Customer"}: ${newest?.text ?? ""}`);
    heardRef.current = Math.max(pos, heardRef.current ?? 0);
  }, [newest, isReady]);

  return (
    <output class="visually-hidden" aria-label="New messages">
      {words}
    </output>
  );
}
