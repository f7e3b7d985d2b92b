// `GET /agent/v1/stream`: what an agent's console shows, as it changes. While it is open, the agent counts as present.

import type { Context } from "hono";
import type { Demo } from "../demo.ts";
import { toNotificationId } from "../http/validate.ts";
import { eventStream, type Emit } from "../live/event-stream.ts";
import type { TypingNote } from "../live/typings.ts";
import { findAgentConversation } from "../store/agent-reads.ts";
import {
  closeAgentStream,
  forgetDeclared,
  lastNotification,
  openAgentStream,
  readMe,
  readNotifications,
  renewAgentStream,
} from "../store/agents.ts";
import { readHours } from "../store/opening-hours.ts";
import type { AgentEnv } from "./env.ts";

const NOTIFICATIONS_PER_PULL = 100;

/** `?after=<notification id>` repeats what came after that one; without it, only what is new. */
export async function agentStream(demo: Demo, context: Context<AgentEnv>): Promise<Response> {
  const { store } = demo;
  const agent = context.var.agent.id;
  const after = context.req.query("after");
  const from = after === undefined ? await lastNotification(store.db.query, agent) : toNotificationId(after);
  const streamId = await openAgentStream(store, agent);
  const changed = new Set<string>();
  const typing: TypingNote[] = [];
  let isHoursDue = false;
  const pullNotifications = createNotificationPull(demo, agent, from);
  let shownMe = "";

  return eventStream(
    {
      subscribe: (wake) => {
        const stopChanges = demo.bus.subscribe((announcement) => {
          if (announcement.conversation !== undefined) changed.add(announcement.conversation);
          isHoursDue ||= announcement.hours === true;
          wake();
        });
        const stopTyping = demo.typings.subscribe((note) => {
          if (note.agent) return;
          typing.push(note);
          wake();
        });
        return () => {
          stopChanges();
          stopTyping();
        };
      },
      pull: async (emit) => {
        for (const { conversation, on } of typing.splice(0)) await emit("typing", { conversation, on });
        if (isHoursDue) {
          isHoursDue = false;
          await emit("hours", await readHours(store.db.query, store.now()));
        }
        for (const id of changed) {
          changed.delete(id);
          const conversation = await findAgentConversation(store.db.query, id);
          if (conversation) await emit("change", { conversation });
        }
        await pullNotifications(emit);
        const me = await readMe(store.db.query, agent);
        if (JSON.stringify(me) !== shownMe) await emit("me", me);
        shownMe = JSON.stringify(me);
      },
      onPing: () => renewAgentStream(store, streamId),
      onEnd: () => leave(demo, streamId, agent),
    },
    {
      pingMs: demo.times.pingMs,
      lifeMs: demo.times.lifeMs,
      gone: context.req.raw.signal,
      closing: demo.closing,
      onError: demo.report,
    },
  );
}

function createNotificationPull(demo: Demo, agent: string, from: number) {
  let last = from;
  return async (emit: Emit) => {
    for (let full = true; full;) {
      const items = await readNotifications(demo.store.db.query, agent, last, NOTIFICATIONS_PER_PULL);
      for (const item of items) {
        await emit("notification", item, String(item.id));
        last = item.id;
      }
      full = items.length === NOTIFICATIONS_PER_PULL;
    }
  };
}

/** A console that reconnects within the grace time never left. */
async function leave(demo: Demo, streamId: string, agent: string): Promise<void> {
  if (demo.closing.aborted) return;
  await closeAgentStream(demo.store, streamId, agent);
  const timer = setTimeout(() => {
    if (!demo.closing.aborted) forgetDeclared(demo.store, agent).catch(demo.report);
  }, demo.times.agentGraceMs);
  timer.unref();
}
