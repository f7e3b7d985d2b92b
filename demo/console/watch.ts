// What the agent must not miss: hears notifications, keeps their alerts and the cursor, says which alerts are still due.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { AgentConversation, AgentNotification } from "../server/agent-api.ts";
import { addAlert, isDue, type Alert } from "./alerts.ts";
import type { AgentApi } from "./api.ts";
import { kept } from "./kept.ts";

export interface WatchOptions {
  readonly api: AgentApi;
  readonly agent: string;
  readonly conversations: ReadonlySignal<ReadonlyMap<string, AgentConversation>>;
  /** Whether the agent is looking at this conversation now. */
  readonly isOnScreen: (conversation: string) => boolean;
}

export type Watch = ReturnType<typeof createWatch>;

export function createWatch({ api, agent, conversations, isOnScreen }: WatchOptions) {
  // The cursor and what it covers are one value: a reload loses no alert.
  const told = kept<{ readonly after: number; readonly alerts: readonly Alert[] }>(`${agent}.told`, {
    after: 0,
    alerts: [],
  });
  const alerts = computed(() =>
    told.value.alerts.filter((alert) => isDue(alert, conversations.value.get(alert.conversation), agent)),
  );

  function hear(notification: AgentNotification): void {
    if (notification.id <= told.value.after) return;
    const isSeen = notification.kind === "message" && isOnScreen(notification.conversation);
    told.value = {
      after: notification.id,
      alerts: isSeen ? told.value.alerts : addAlert(told.value.alerts, notification),
    };
  }

  /** All that came after the last one heard. */
  async function missed(): Promise<readonly AgentNotification[]> {
    const items: AgentNotification[] = [];
    for (;;) {
      const page = await api.notifications(items.at(-1)?.id ?? told.peek().after);
      if (page.length === 0) return items;
      items.push(...page);
    }
  }

  function drop(conversation: string, kind?: Alert["kind"]): void {
    const isGone = (alert: Alert) =>
      alert.conversation === conversation && (kind === undefined || alert.kind === kind);
    if (told.peek().alerts.some(isGone))
      told.value = { ...told.peek(), alerts: told.peek().alerts.filter((alert) => !isGone(alert)) };
  }

  return {
    alerts,
    hear,
    missed,
    drop,
    /** Forgets the alerts that are not due any more. */
    prune: () => (told.value = { ...told.peek(), alerts: alerts.peek() }),
    clear: () => (told.value = { after: 0, alerts: [] }),
  };
}
