// The customer API (`/v1`): the timeline contract that src/openapi.yaml describes.

import { Hono, type MiddlewareHandler } from "hono";
import type { Demo } from "../demo.ts";
import { authenticate } from "../http/bearer.ts";
import { cors } from "../http/cors.ts";
import { Problem } from "../http/problem.ts";
import { createRateLimit } from "../http/rate-limit.ts";
import { readJson } from "../http/read-body.ts";
import {
  RATING_MAX,
  TEXT_CHARS,
  toConversationId,
  toFlag,
  toLimit,
  toMessage,
  toPos,
  toRating,
} from "../http/validate.ts";
import { ATTACHMENT_LIMITS } from "../http/validate-attachment.ts";
import { readChanges, readNewest, readOlder, readSession } from "../store/customer-reads.ts";
import { appendMessage, customerUploader, markCustomerRead, markPresent } from "../store/customer-writes.ts";
import { changeCustomerMessage } from "../store/message-changes.ts";
import { readHours } from "../store/opening-hours.ts";
import { rateConversation } from "../store/rating.ts";
import { customerTypingPlace } from "../store/typing-place.ts";
import { audiences } from "../tokens.ts";
import { allowOnly, noStore } from "./routing.ts";
import { attachmentRoutes } from "./attachments.ts";
import type { CustomerEnv } from "./env.ts";
import { messageRoutes } from "./messages.ts";
import { customerStream } from "./customer-stream.ts";
import { customerWait } from "./customer-wait.ts";

const NOT_OFFERED = [
  ["GET", "/conversations/:id/export"],
  ["POST", "/conversations/:id/export"],
] as const;

export function customerRoutes(demo: Demo): Hono<CustomerEnv> {
  const { store } = demo;
  const limitRate = createRateLimit(demo.sendPerMinute, store.now);
  const app = new Hono<CustomerEnv>();
  app.use(cors(demo.allowedOrigins), noStore, withCustomer(demo));

  app.get("/session", async (context) => {
    const { sub, name } = context.var.customer;
    const state = await readSession(store, sub);
    return context.json({
      customer: { id: sub, name },
      workstream: { id: "support", mode: "persistent" },
      ...state,
      serverTime: store.now().toISOString(),
      capabilities: await capabilities(demo),
    });
  });

  app.get("/timeline", async (context) => {
    const { before, after, wait, limit } = context.req.query();
    const count = toLimit(limit);
    const { sub } = context.var.customer;
    if (before !== undefined && after !== undefined) {
      throw new Problem("invalid-request", { detail: "Either `before` or `after`." });
    }
    if (wait !== undefined) return customerWait(demo, context, { after, wait, count });
    if (before !== undefined) return context.json(await readOlder(store, sub, before, count));
    if (after !== undefined) return context.json(await readChanges(store, sub, after, count));
    return context.json(await readNewest(store, sub, count));
  });

  app.post("/messages", async (context) => {
    const message = toMessage(await readJson(context.req.raw));
    const { sub, name } = context.var.customer;
    limitRate(sub);
    const { created, ...result } = await appendMessage(store, { id: sub, name }, message);
    if (created) await tellTyping(demo, sub, false).catch(demo.report);
    return context.json(result, created ? 201 : 200);
  });

  messageRoutes(app, (context, change) => changeCustomerMessage(store, context.var.customer.sub, change));

  app.put("/read", async (context) => {
    await markCustomerRead(store, context.var.customer.sub, toPos(await readJson(context.req.raw)));
    return context.body(null, 204);
  });

  app.put("/presence", async (context) => {
    const body = await readJson(context.req.raw);
    const { panel } = body;
    if (panel !== "open" && panel !== "closed")
      throw new Problem("invalid-body", { detail: "`panel`: open or closed." });
    const looking = toFlag(body, "visible") && panel === "open";
    if (looking) await markPresent(store, context.var.customer.sub);
    return context.body(null, 204);
  });

  app.post("/typing", async (context) => {
    const on = toFlag(await readJson(context.req.raw), "on");
    await tellTyping(demo, context.var.customer.sub, on);
    return context.body(null, 202);
  });

  app.put("/conversations/:id/rating", async (context) => {
    const id = toConversationId(context.req.param("id"));
    const rating = toRating(await readJson(context.req.raw));
    await rateConversation(store, context.var.customer.sub, id, rating);
    return context.body(null, 204);
  });

  app.get("/stream", (context) => customerStream(demo, context));

  attachmentRoutes(app, demo, {
    base: "/v1",
    at: "",
    uploaderOf: async (context) => customerUploader(context.var.customer.sub),
  });

  // A persistent conversation is ended by agents only, and never by leaving.
  app.post("/conversations/:id/end", () => {
    throw new Problem("customer-cannot-end");
  });
  for (const [method, path] of NOT_OFFERED) {
    app.on(method, path, () => {
      throw new Problem("not-supported");
    });
  }
  allowOnly(app);
  return app;
}

function tellTyping({ typings, store }: Demo, customer: string, on: boolean): Promise<void> {
  return typings.tell(`customer ${customer}`, on, () => customerTypingPlace(store, customer));
}

function withCustomer(demo: Demo): MiddlewareHandler<CustomerEnv> {
  return async (context, next) => {
    context.set("customer", await authenticate(demo.tokens, audiences.chat, context.req.raw));
    await next();
  };
}

async function capabilities(demo: Demo) {
  return {
    live: demo.live,
    typing: true,
    receipts: true,
    presence: true,
    attachments: ATTACHMENT_LIMITS,
    edit: true,
    rating: { max: RATING_MAX },
    hours: await readHours(demo.store.db.query, demo.store.now()),
    limits: { textChars: TEXT_CHARS, sendPerMinute: demo.sendPerMinute },
  };
}
