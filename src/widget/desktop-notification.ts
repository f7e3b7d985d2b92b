// A notification of the customer's system for a message that came while the page is hidden. Asks for no permission; the offer does.

import type { Chat } from "../chat.ts";
import { isIncoming } from "../model/unread.ts";
import type { Strings } from "./strings.ts";

export function isAllowed(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

/** One for all tabs and all messages: a later one takes its place. Gone once the page is seen. */
export function notify(chat: Chat, count: number, strings: Strings, onOpen: () => void): void {
  if (!isAllowed()) return;
  const newest = chat.transcript.peek().at(-1);
  const message = newest && isIncoming(newest) ? newest : null;
  const notification = new Notification(message?.author.name ?? strings.title, {
    body: count === 1 && message ? message.text : strings.notifyNew(chat.unreadCount.peek()),
    tag: "ajar",
    lang: strings.lang,
    dir: strings.dir === "rtl" ? "rtl" : "ltr",
  });
  const onSeen = () => {
    if (!document.hidden) notification.close();
  };
  document.addEventListener("visibilitychange", onSeen);
  notification.addEventListener("close", () => document.removeEventListener("visibilitychange", onSeen));
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    onOpen();
  });
}
