// What the shortcuts do at the desk. Each does nothing where its button would not be there either.

import { nextAlert } from "./alerts.ts";
import type { Desk } from "./desk.ts";
import { afterDrawing, focusConversation, focusRow, places } from "./focus.ts";
import type { Command } from "./shortcuts.ts";
import { mainStep, takeStep } from "./steps.ts";

export function openConversation(desk: Desk, id: string): void {
  desk.show(id);
  afterDrawing(focusConversation);
}

/** Back to its row. Where lists and conversation take turns, the conversation makes room for the lists. */
export function leaveConversation(desk: Desk): void {
  const id = desk.open.peek()?.id ?? null;
  const lists = document.getElementById(places.lists);
  if (lists?.getClientRects().length === 0) desk.show(null);
  afterDrawing(() => void focusRow(id));
}

export function runCommand(desk: Desk, command: Exclude<Command, "list">): void {
  switch (command) {
    case "next":
      return openNeighbour(desk, 1);
    case "previous":
      return openNeighbour(desk, -1);
    case "alert":
      return openAlert(desk);
    case "main-step":
      return takeMainStep(desk);
    case "wait":
      return setToWaiting(desk);
    case "leave":
      return leaveConversation(desk);
    case "end":
      // The button is there only where it may be ended, and asks first.
      document.getElementById(places.end)?.click();
  }
}

function openNeighbour(desk: Desk, by: 1 | -1): void {
  const { queue, mine } = desk.lists.peek();
  const all = [...queue, ...mine];
  const now = all.findIndex(({ id }) => id === desk.open.peek()?.id);
  const next = now === -1 ? all.at(by === 1 ? 0 : -1) : all[now + by];
  if (next) openConversation(desk, next.id);
}

function openAlert(desk: Desk): void {
  const alert = nextAlert(desk.alerts.peek());
  if (alert) openConversation(desk, alert.conversation);
}

function takeMainStep(desk: Desk): void {
  const conversation = desk.open.peek();
  const offered = conversation && mainStep(conversation, desk.me.peek()?.id);
  if (offered && !desk.isBusy.peek()) void takeStep(desk, conversation, offered.step);
}

function setToWaiting(desk: Desk): void {
  const conversation = desk.open.peek();
  if (conversation?.state !== "active" || conversation.agent?.id !== desk.me.peek()?.id) return;
  if (!desk.isBusy.peek()) void takeStep(desk, conversation, "wait");
}
