// How the page says that something came: a number in its title, a sound, a notification. What a host did not ask for is not loaded.

import { effect } from "@preact/signals";
import type { Chat } from "../chat.ts";
import { importAgain } from "../lib/import-again.ts";
import { reportToHost } from "../lib/report.ts";
import { knownUnread, onArrivals } from "./arrivals.ts";
import type { WidgetLook } from "./options.ts";
import type { Strings } from "./strings.ts";
import { createTitleBadge } from "./title-badge.ts";

/** How long a message may take to be read before anything is made of it, in milliseconds. */
const waitMs = 700;

const loadSound = () => import("./sound.ts");
const loadNotification = () => import("./desktop-notification.ts");

export interface AttentionOptions {
  readonly chat: Chat;
  readonly look: () => WidgetLook;
  readonly strings: () => Strings;
  /** The customer wants to see what came. */
  readonly open: () => void;
}

export interface Attention {
  /** The look or the words are others. */
  readonly update: () => void;
  readonly dispose: () => void;
}

export function createAttention({ chat, look, strings, open }: AttentionOptions): Attention {
  const badge = createTitleBadge();
  let isWatching = false;
  const stopTitle = effect(drawTitle);
  const stopArrivals = onArrivals(chat, (count) => void arrived(count).catch(reportToHost));
  document.addEventListener("visibilitychange", drawTitle);

  function drawTitle(): void {
    const count = knownUnread(chat);
    const isShown = count > 0 && document.hidden && look().titleBadge !== false;
    badge.show(isShown ? (title) => strings().titleUnread(count, title) : null);
  }

  async function arrived(count: number): Promise<void> {
    const { sound = false, notifications = false } = look();
    if (!sound && !notifications) return;
    const isBeside = !document.hidden && !document.hasFocus();
    // What is read at once, here or in another tab, needs no word; and by then the message itself is here too.
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const isUnread = knownUnread(chat) > 0;
    if (sound && (isUnread || isBeside)) await importAgain(loadSound).then(({ beep }) => beep());
    if (!notifications || !isUnread || !document.hidden) return;
    await importAgain(loadNotification).then(({ notify }) => notify(chat, count, strings(), open));
  }

  return {
    update: () => {
      const { sound = false, notifications = false } = look();
      if (isWatching !== (sound || notifications)) chat.watchWhileHidden(!isWatching);
      isWatching = sound || notifications;
      drawTitle();
    },
    dispose: () => {
      stopTitle();
      stopArrivals();
      document.removeEventListener("visibilitychange", drawTitle);
      badge.show(null);
    },
  };
}
