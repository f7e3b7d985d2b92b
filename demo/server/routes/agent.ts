// The agent side (`/agent/v1`) of this reference backend. Signing in takes no password: it is a demo on the own machine.

import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { Demo } from "../demo.ts";
import { authenticate } from "../http/bearer.ts";
import { cors } from "../http/cors.ts";
import { Problem } from "../http/problem.ts";
import { readJson } from "../http/read-body.ts";
import {
  toAgentText,
  toAttachmentIds,
  toConversationId,
  toFlag,
  toLimit,
  toNotificationId,
  toPos,
} from "../http/validate.ts";
import { listConversations, readAgentConversation, readAgentTimeline } from "../store/agent-reads.ts";
import {
  agentUploader,
  appendAgentMessage,
  markAgentRead,
  moveConversation,
  moves,
  type MoveName,
} from "../store/agent-writes.ts";
import { type Agent, declareAvailable, findAgent, readMe, readNotifications } from "../store/agents.ts";
import { changeAgentMessage } from "../store/message-changes.ts";
import { readHours, setHours } from "../store/opening-hours.ts";
import type { State } from "../store/rows.ts";
import { agentTypingPlace } from "../store/typing-place.ts";
import { audiences } from "../tokens.ts";
import { agentStream } from "./agent-stream.ts";
import { attachmentRoutes } from "./attachments.ts";
import type { AgentEnv } from "./env.ts";
import { messageRoutes } from "./messages.ts";
import { allowOnly, noStore } from "./routing.ts";

const TOKEN_LIFE_MS = 12 * 60 * 60_000;
const TIMELINE_ITEMS = 2_000;
const TIMELINE_ITEMS_MAX = 5_000;
const NOTIFICATIONS_MAX = 200;
const STATES: readonly State[] = ["open", "active", "waiting", "wrap-up", "closed"];

export function agentRoutes(demo: Demo): Hono<AgentEnv> {
  const app = new Hono<AgentEnv>();
  app.use(cors(demo.allowedOrigins), noStore);
  app.post("/session", (context) => signIn(demo, context));
  app.use(withAgent(demo));
  ownRoutes(app, demo);
  conversationRoutes(app, demo);
  messageRoutes(app, (context, change) => changeAgentMessage(demo.store, context.var.agent, change));
  app.get("/stream", (context) => agentStream(demo, context));
  allowOnly(app);
  return app;
}

async function signIn(demo: Demo, context: Context<AgentEnv>): Promise<Response> {
  const { agent: id } = await readJson(context.req.raw);
  const agent = typeof id === "string" ? await findAgent(demo.store.db.query, id) : undefined;
  if (!agent) throw new Problem("invalid-agent", { detail: "This demo has the agents rui and mia." });
  return context.json({ token: await demo.tokens.issue(audiences.agent, agent, TOKEN_LIFE_MS) });
}

function withAgent(demo: Demo): MiddlewareHandler<AgentEnv> {
  return async (context, next) => {
    const { sub } = await authenticate(demo.tokens, audiences.agent, context.req.raw);
    const agent = await findAgent(demo.store.db.query, sub);
    if (!agent) throw new Problem("unauthorized");
    context.set("agent", agent);
    await next();
  };
}

function ownRoutes(app: Hono<AgentEnv>, demo: Demo): void {
  const { store } = demo;
  app.get("/me", async (context) => context.json(await readMe(store.db.query, context.var.agent.id)));
  app.put("/me", async (context) => {
    const { id } = context.var.agent;
    await declareAvailable(store, id, toFlag(await readJson(context.req.raw), "available"));
    return context.json(await readMe(store.db.query, id));
  });
  app.get("/hours", async (context) => context.json(await readHours(store.db.query, store.now())));
  app.put("/hours", async (context) => {
    await setHours(store, toFlag(await readJson(context.req.raw), "open"));
    return context.json(await readHours(store.db.query, store.now()));
  });
  app.get("/notifications", async (context) => {
    const after = toNotificationId(context.req.query("after") ?? "0");
    const limit = toLimit(context.req.query("limit"), NOTIFICATIONS_MAX, NOTIFICATIONS_MAX);
    return context.json({
      items: await readNotifications(store.db.query, context.var.agent.id, after, limit),
    });
  });
}

function conversationRoutes(app: Hono<AgentEnv>, demo: Demo): void {
  const { store } = demo;
  app.get("/conversations", async (context) => {
    const items = await listConversations(store.db.query, toStates(context.req.query("state")));
    return context.json({ items });
  });
  app.get("/conversations/:id", async (context) =>
    context.json(await readAgentConversation(store.db.query, toConversationId(context.req.param("id")))),
  );
  app.get("/conversations/:id/timeline", async (context) => {
    const limit = toLimit(context.req.query("limit"), TIMELINE_ITEMS, TIMELINE_ITEMS_MAX);
    return context.json(
      await readAgentTimeline(
        store,
        toConversationId(context.req.param("id")),
        context.req.query("after"),
        limit,
      ),
    );
  });
  for (const move of Object.keys(moves) as MoveName[]) {
    app.post(`/conversations/:id/${move}`, async (context) =>
      context.json(
        await moveConversation(store, context.var.agent, toConversationId(context.req.param("id")), move),
      ),
    );
  }
  app.post("/conversations/:id/messages", async (context) => {
    const body = await readJson(context.req.raw);
    const message = { ...toAgentText(body), attachments: toAttachmentIds(body["attachments"]) };
    const sent = await appendAgentMessage(
      store,
      context.var.agent,
      toConversationId(context.req.param("id")),
      message,
    );
    const { created, ...result } = sent;
    if (created) await tellTyping(demo, context.var.agent, result.conversation.id, false).catch(demo.report);
    return context.json(result, created ? 201 : 200);
  });
  attachmentRoutes(app, demo, {
    base: "/agent/v1",
    at: "/conversations/:id",
    uploaderOf: async (context) => {
      const id = toConversationId(context.req.param("id") ?? "");
      const { customer } = await readAgentConversation(store.db.query, id);
      return agentUploader(customer.id, context.var.agent);
    },
  });
  app.post("/conversations/:id/typing", async (context) => {
    const id = toConversationId(context.req.param("id"));
    const on = toFlag(await readJson(context.req.raw), "on");
    await tellTyping(demo, context.var.agent, id, on);
    return context.body(null, 202);
  });
  app.post("/conversations/:id/read", async (context) => {
    const pos = toPos(await readJson(context.req.raw));
    return context.json(await markAgentRead(store, toConversationId(context.req.param("id")), pos));
  });
}

function tellTyping(
  { typings, store }: Demo,
  agent: Agent,
  conversation: string,
  on: boolean,
): Promise<void> {
  return typings.tell(`agent ${agent.id} ${conversation}`, on, () =>
    agentTypingPlace(store, agent, conversation),
  );
}

function toStates(value: string | undefined): readonly State[] {
  if (value === undefined || value === "" || value === "all") return [];
  return value.split(",").map((name) => {
    const state = STATES.find((known) => known === name);
    if (!state) throw new Problem("invalid-request", { detail: `\`state\`: ${STATES.join(", ")}.` });
    return state;
  });
}
