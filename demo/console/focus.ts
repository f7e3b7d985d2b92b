// Where the keyboard is after an action. The screen's parts carry the ids below; what is not on screen is passed over.

export const places = {
  lists: "conversations",
  conversation: "conversation",
  heading: "conversation-heading",
  reply: "reply",
  end: "end-conversation",
} as const;

/** Once the screen shows what was done. */
export function afterDrawing(act: () => void): void {
  requestAnimationFrame(act);
}

/** Where to write; else, and where a touch would bring up a keyboard over half of the screen, the customer's name. */
export function focusConversation(): void {
  if (matchMedia("(pointer: coarse)").matches || !focusPlace(places.reply)) focusHeading();
}

export function focusHeading(): void {
  focusPlace(places.heading);
}

/** A conversation's row; without one, or where it is folded away, the first row; without rows the lists. */
export function focusRow(conversation: string | null): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(`#${places.lists} [data-conversation]`)].filter(
    isShown,
  );
  const row = rows.find(({ dataset }) => dataset["conversation"] === conversation) ?? rows[0];
  row?.focus();
  return row !== undefined || focusPlace(places.lists);
}

function focusPlace(id: string): boolean {
  const element = document.getElementById(id);
  if (!element || !isShown(element)) return false;
  element.focus();
  return true;
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
