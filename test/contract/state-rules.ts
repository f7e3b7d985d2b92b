// The conversation's life as customers and agents see it: states, notices, notifications, capacity, hours.

import { describe, expect, test } from "vitest";
import { message, type Body, type Caller, type TestServer } from "../support/server.ts";

interface Scene {
  readonly customer: Caller;
  readonly rui: Caller;
  readonly mia: Caller;
  readonly id: string;
  readonly step: (agent: Caller, name: string) => ReturnType<Caller["post"]>;
  readonly write: (text: string) => ReturnType<Caller["post"]>;
  readonly seen: () => Promise<{ state: string; agent: string | null; notices: string[] }>;
}

/** A customer who has just written; both agents are away unless a test says otherwise. */
async function scene(server: TestServer): Promise<Scene> {
  const [customer, rui, mia] = await Promise.all([
    server.customer(),
    server.agent("rui"),
    server.agent("mia"),
  ]);
  for (const agent of [rui, mia]) await agent.put("/agent/v1/me", { available: false });
  const { body } = await customer.post("/v1/messages", message("Hello?"));
  const id: string = body.conversation.id;
  return {
    customer,
    rui,
    mia,
    id,
    step: (agent, name) => agent.post(`/agent/v1/conversations/${id}/${name}`),
    write: (text) => customer.post("/v1/messages", message(text)),
    seen: async () => {
      const timeline = (await customer.get("/v1/timeline?limit=200")).body;
      return {
        state: timeline.conversation.state,
        agent: timeline.conversation.agent?.id ?? null,
        notices: timeline.items
          .filter(({ kind }: Body) => kind === "notice")
          .map(({ notice }: Body) => notice),
      };
    },
  };
}

const lastId = async (agent: Caller) =>
  (await agent.get("/agent/v1/notifications")).body.items.at(-1)?.id ?? 0;

async function toldSince(agent: Caller, id: number): Promise<string[]> {
  return (await agent.get(`/agent/v1/notifications?after=${id}`)).body.items.map(({ kind }: Body) => kind);
}

export function stateRules(server: () => TestServer): void {
  describe("states", () => {
    test("go open, active, waiting, active, closed, each with its notice", async () => {
      const { rui, step, seen } = await scene(server());
      expect(await seen()).toEqual({ state: "open", agent: null, notices: ["opened"] });
      await step(rui, "accept");
      await step(rui, "wait");
      expect(await seen()).toMatchObject({ state: "waiting", agent: "rui" });
      await step(rui, "accept");
      await step(rui, "end");
      expect(await seen()).toEqual({
        state: "closed",
        agent: "rui",
        notices: ["opened", "agent-joined", "waiting", "resumed", "closed"],
      });
    });

    test("show wrap-up as closed, and the next message opens another conversation in the same timeline", async () => {
      const { rui, step, write, customer, id } = await scene(server());
      await step(rui, "accept");
      const ended = await step(rui, "end");
      expect(ended.body).toMatchObject({ state: "wrap-up", closedAt: expect.any(String) });
      expect((await customer.get("/v1/session")).body.conversation).toMatchObject({ id, state: "closed" });
      const next = (await write("One more thing")).body.conversation;
      expect(next).toMatchObject({ state: "open", agent: null });
      expect(next.id).not.toBe(id);
      expect((await step(rui, "close")).body.state).toBe("closed");
      const { items } = (await customer.get("/v1/timeline")).body;
      expect(new Set(items.map(({ conversation }: Body) => conversation))).toEqual(new Set([id, next.id]));
    });

    test("never change because a customer reads, returns or asks to end", async () => {
      const { customer, rui, step, seen } = await scene(server());
      await step(rui, "accept");
      await step(rui, "wait");
      const before = await seen();
      await customer.get("/v1/session");
      await customer.put("/v1/read", { pos: 1_000 });
      await customer.put("/v1/presence", { panel: "open", visible: true });
      const refused = await customer.post("/v1/conversations/any/end");
      expect([refused.status, refused.body.code]).toEqual([403, "customer-cannot-end"]);
      expect(await seen()).toEqual(before);
    });

    test("repeated steps change nothing", async () => {
      const { customer, rui, step } = await scene(server());
      for (const name of ["accept", "wait", "end", "close"]) {
        const first = await step(rui, name);
        const { head } = (await customer.get("/v1/session")).body;
        const again = await step(rui, name);
        expect([name, again.status, again.body]).toEqual([name, 200, first.body]);
        expect((await customer.get("/v1/session")).body.head).toBe(head);
      }
    });

    test("refuse another agent and steps out of order", async () => {
      const { rui, mia, step } = await scene(server());
      const refusal = async (agent: Caller, name: string) => {
        const { status, body } = await step(agent, name);
        return `${status} ${body.code}`;
      };
      expect(await refusal(rui, "wait")).toBe("409 invalid-state");
      await step(rui, "accept");
      expect(await refusal(mia, "accept")).toBe("409 taken");
      expect(await refusal(mia, "wait")).toBe("403 not-assigned");
      expect(await refusal(rui, "close")).toBe("409 invalid-state");
      await step(rui, "end");
      expect(await refusal(mia, "close")).toBe("403 not-assigned");
      expect(await refusal(rui, "accept")).toBe("409 invalid-state");
    });

    test("give a waiting conversation to the other agent who picks it up", async () => {
      const { rui, mia, step, seen } = await scene(server());
      await step(rui, "accept");
      await step(rui, "wait");
      expect((await step(mia, "accept")).body.agent.id).toBe("mia");
      expect(await seen()).toMatchObject({ state: "active", agent: "mia" });
      expect((await seen()).notices.at(-1)).toBe("agent-changed");
    });
  });

  describe("a message in waiting", () => {
    test("goes back to the same agent who is available, above the maximum if need be", async () => {
      const { rui, step, write, seen } = await scene(server());
      await step(rui, "accept");
      await step(rui, "wait");
      await rui.put("/agent/v1/me", { available: true });
      const others = await Promise.all(Array.from({ length: 5 }, () => scene(server())));
      for (const other of others) await other.step(other.rui, "accept");
      await rui.put("/agent/v1/me", { available: true });
      const { used } = (await rui.get("/agent/v1/me")).body.capacity;
      const last = await lastId(rui);
      await write("I am back");
      expect(await seen()).toMatchObject({ state: "active", agent: "rui" });
      expect((await seen()).notices.at(-1)).toBe("resumed");
      expect(await toldSince(rui, last)).toEqual(["customer-returned", "message"]);
      expect((await rui.get("/agent/v1/me")).body.capacity).toEqual({ used: used + 1, max: 5 });
    });

    test("goes to the queue when that agent is away, which remembers who had it", async () => {
      const { rui, mia, id, step, write, seen } = await scene(server());
      await step(rui, "accept");
      await step(rui, "wait");
      const last = await lastId(mia);
      await write("I am back");
      expect(await seen()).toMatchObject({ state: "open", agent: null });
      expect(await toldSince(mia, last)).toEqual(["queued"]);
      const { body } = await mia.get(`/agent/v1/conversations/${id}`);
      expect(body).toMatchObject({ state: "open", agent: null, lastAgent: { id: "rui", name: "Rui" } });
      expect(body.returnedAt).not.toBeNull();
      await step(mia, "accept");
      expect((await seen()).notices.at(-1)).toBe("agent-changed");
    });
  });

  describe("a customer who comes back", () => {
    test("is told to the agent once, again after 10 minutes, and anew in the next stretch of waiting", async () => {
      const { customer, rui, step } = await scene(server());
      const open = async () => {
        // The clock below jumps past the life of a token.
        const fresh = await server().customer(customer.id);
        expect((await fresh.put("/v1/presence", { panel: "open", visible: true })).status).toBe(204);
      };
      const told = async (last: number) => toldSince(await server().agent("rui"), last);
      await step(rui, "accept");
      const last = await lastId(rui);
      await open();
      expect(await told(last)).toEqual([]);
      await step(rui, "wait");
      await open();
      await open();
      expect(await told(last)).toEqual(["customer-returned"]);
      server().clock.advance(10 * 60_000);
      await open();
      expect(await told(last)).toHaveLength(2);
      const again = await server().agent("rui");
      await step(again, "accept");
      await step(again, "wait");
      await open();
      expect(await told(last)).toHaveLength(3);
    });

    test("is not told of a hidden or closed panel", async () => {
      const { customer, rui, step } = await scene(server());
      await step(rui, "accept");
      await step(rui, "wait");
      const last = await lastId(rui);
      await customer.put("/v1/presence", { panel: "open", visible: false });
      await customer.put("/v1/presence", { panel: "closed", visible: true });
      expect(await toldSince(rui, last)).toEqual([]);
    });
  });

  describe("agents", () => {
    test("are all told of a new conversation; the one who has it of each message", async () => {
      const [rui, mia] = await Promise.all([server().agent("rui"), server().agent("mia")]);
      const [ruiLast, miaLast] = [await lastId(rui), await lastId(mia)];
      const { step, write } = await scene(server());
      await step(rui, "accept");
      await write("Anybody?");
      expect(await toldSince(rui, ruiLast)).toEqual(["queued", "message"]);
      expect(await toldSince(mia, miaLast)).toEqual(["queued"]);
      const ids = (await rui.get("/agent/v1/notifications")).body.items.map(({ id }: Body) => id);
      expect(ids).toEqual(ids.map((_: number, index: number) => ids[0] + index));
    });

    test("use capacity for active conversations and wrap-up, not for waiting ones", async () => {
      const { mia, step } = await scene(server());
      const used = async () => (await mia.get("/agent/v1/me")).body.capacity.used;
      const before = await used();
      const usedAfter: number[] = [];
      for (const name of ["accept", "wait", "accept", "end", "close"]) {
        await step(mia, name);
        usedAfter.push((await used()) - before);
      }
      expect(usedAfter).toEqual([1, 0, 1, 1, 0]);
    });

    test("write exactly once per id, and the customer's ids don't collide with theirs", async () => {
      const { customer, rui, id, step } = await scene(server());
      await step(rui, "accept");
      const body = message("On it.");
      const path = `/agent/v1/conversations/${id}/messages`;
      const first = await rui.post(path, body);
      const again = await rui.post(path, body);
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(again.body.item).toEqual(first.body.item);
      expect((await rui.post(path, { ...body, text: "Other" })).body.code).toBe("id-reused");
      expect((await customer.post("/v1/messages", { ...body, text: "Mine" })).status).toBe(201);
      const { items } = (await customer.get("/v1/timeline")).body;
      expect(items.find(({ text }: Body) => text === "On it.")).toMatchObject({
        clientId: null,
        author: { role: "agent", id: "rui", name: "Rui" },
      });
    });

    test("pick a waiting conversation up by writing, and can't write into others' or ended ones", async () => {
      const { rui, mia, id, step, seen } = await scene(server());
      const post = (agent: Caller) => agent.post(`/agent/v1/conversations/${id}/messages`, message("Hello"));
      expect((await post(rui)).body.code).toBe("not-assigned");
      await step(rui, "accept");
      expect((await post(mia)).body.code).toBe("not-assigned");
      await step(rui, "wait");
      expect((await post(rui)).body.conversation.state).toBe("active");
      expect((await seen()).notices.at(-1)).toBe("resumed");
      await step(rui, "end");
      expect((await post(rui)).body.code).toBe("conversation-closed");
    });

    test("see the customer's whole history, over all conversations", async () => {
      const { rui, id, step, write } = await scene(server());
      for (const name of ["accept", "end", "close"]) await step(rui, name);
      const second = (await write("Again")).body.conversation.id;
      const { body } = await rui.get(`/agent/v1/conversations/${second}/timeline`);
      expect(body.items.map(({ text, notice }: Body) => text ?? notice)).toEqual([
        "opened",
        "Hello?",
        "agent-joined",
        "closed",
        "opened",
        "Again",
      ]);
      expect(body.conversation).toMatchObject({
        id: second,
        unread: 1,
        lastMessage: { text: "Again", role: "customer" },
      });
      expect((await rui.get(`/agent/v1/conversations/${id}`)).body.state).toBe("closed");
      const later = await rui.get(`/agent/v1/conversations/${second}/timeline?after=${body.cursor}`);
      expect(later.body).toMatchObject({ items: [], cursor: body.cursor, more: false });
    });

    test("list conversations by state, the most recently changed first", async () => {
      const older = await scene(server());
      const newer = await scene(server());
      const listed = async (query: string) =>
        (await older.rui.get(`/agent/v1/conversations${query}`)).body.items.map(({ id }: Body) => id);
      expect((await listed("?state=open")).slice(0, 2)).toEqual([newer.id, older.id]);
      await older.step(older.rui, "accept");
      expect(await listed("?state=open")).not.toContain(older.id);
      expect((await listed("?state=active,waiting"))[0]).toBe(older.id);
      expect((await older.rui.get("/agent/v1/conversations?state=asleep")).status).toBe(400);
    });
  });

  test("closed doors are announced with the time they open, and never keep a customer from writing", async () => {
    const { customer, rui, write } = await scene(server());
    expect((await rui.put("/agent/v1/hours", { open: false })).body.open).toBe(false);
    const { hours } = (await customer.get("/v1/session")).body.capabilities;
    expect(hours).toMatchObject({ open: false, timeZone: "Europe/Lisbon" });
    expect(Date.parse(hours.opensAt)).toBeGreaterThan(server().clock.now().getTime());
    expect((await write("At night")).status).toBe(201);
    await rui.put("/agent/v1/hours", { open: true });
    expect((await customer.get("/v1/session")).body.capabilities.hours).toMatchObject({
      open: true,
      opensAt: null,
    });
  });
}
