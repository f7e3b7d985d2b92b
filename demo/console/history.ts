// The transcript on screen: one customer's whole timeline, loaded once and then kept up to date by cursor.

import { signal, type ReadonlySignal } from "@preact/signals";
import type { AgentConversation, AgentItem } from "../server/agent-api.ts";
import { ApiError, type AgentApi } from "./api.ts";
import { mergeItems } from "./transcript.ts";
import { failureWords } from "./words.ts";

export interface HistoryView {
  readonly conversation: string | null;
  readonly items: readonly AgentItem[];
  /** `failed`: it could not be loaded, or is not up to date; `problem` says why. */
  readonly status: "none" | "loading" | "ready" | "failed";
  readonly problem: string | null;
}

export interface History {
  readonly view: ReadonlySignal<HistoryView>;
  show(conversation: string | null): void;
  /** Fetches what changed; calls while a fetch is under way are one more fetch after it. */
  refresh(): Promise<void>;
  /** Adds an item that the server told by another way. */
  add(item: AgentItem): void;
}

const EMPTY: HistoryView = { conversation: null, items: [], status: "none", problem: null };

export function createHistory(
  api: AgentApi,
  onConversation: (conversation: AgentConversation) => void,
): History {
  const view = signal<HistoryView>(EMPTY);
  let cursor: string | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  // An answer for a conversation that is no longer on screen is dropped.
  let generation = 0;

  function show(conversation: string | null): void {
    if (view.value.conversation === conversation) return;
    generation += 1;
    cursor = null;
    running = null;
    view.value = conversation === null ? EMPTY : { ...EMPTY, conversation, status: "loading" };
    void refresh();
  }

  function refresh(): Promise<void> {
    if (view.value.conversation === null) return Promise.resolve();
    again = running !== null;
    running ??= load(view.value.conversation, generation);
    return running;
  }

  async function load(conversation: string, mine: number): Promise<void> {
    if (view.value.items.length === 0) view.value = { ...view.value, status: "loading", problem: null };
    try {
      do {
        again = false;
        const page = await api.timeline(conversation, cursor);
        if (mine !== generation) return;
        cursor = page.cursor;
        const items = mergeItems(view.value.items, page.items);
        view.value = { conversation, items, status: "ready", problem: null };
        onConversation(page.conversation);
        again ||= page.more;
      } while (again);
    } catch (error) {
      if (mine !== generation) return;
      if (error instanceof ApiError && error.status === 410) cursor = null;
      view.value = { ...view.value, status: "failed", problem: failureWords(error) };
    } finally {
      if (mine === generation) running = null;
    }
  }

  function add(item: AgentItem): void {
    if (view.value.status === "none") return;
    view.value = { ...view.value, items: mergeItems(view.value.items, [item]) };
  }

  return { view, show, refresh, add };
}
