// What goes on around the messages: typing in both directions, ratings, hours that are switched. None of it is an item.

import { describe, expect, test } from "vitest";
import { openStream } from "../support/server-stream.ts";
import { message, startServer, type Caller, type TestServer } from "../support/server.ts";

/** A customer and the agent who has their conversation. */
async function scene(server: TestServer) {
  const [ana, rui] = await Promise.all([server.customer(), server.agent("rui")]);
  const id: string = (await ana.post("/v1/messages", message("Hello"))).body.conversation.id;
  const at = `/agent/v1/conversations/${id}`;
  await rui.post(`${at}/accept`);
  return { ana, rui, id, at };
}

const follow = async (customer: Caller) =>
  openStream(customer, `/v1/stream?after=${(await customer.get("/v1/session")).body.head}`);

export function aroundRules(server: () => TestServer): void {
  describe("typing", () => {
    test("reaches the agents, and nothing of it is kept", async () => {
      const { ana, rui, id } = await scene(server());
      const stream = await openStream(rui, "/agent/v1/stream");
      const before = (await ana.get("/v1/session")).body.head;
      expect((await ana.post("/v1/typing", { on: true })).status).toBe(202);
      const heard = async () => {
        for (;;) {
          const { data } = await stream.nextOf("typing");
          if (data.conversation === id) return data.on;
        }
      };
      expect(await heard()).toBe(true);
      await ana.post("/v1/typing", { on: false });
      expect(await heard()).toBe(false);
      expect((await ana.get("/v1/session")).body.head).toBe(before);
      stream.close();
    });

    test("reaches the customer, from the agent who has the conversation, and no other customer", async () => {
      const { ana, rui, at } = await scene(server());
      const other = await scene(server());
      const [stream, others] = await Promise.all([follow(ana), follow(other.ana)]);
      const author = { role: "agent", id: "rui", name: "Rui" };
      expect((await rui.post(`${at}/typing`, { on: true })).status).toBe(202);
      expect((await stream.nextOf("typing")).data).toEqual({ author, on: true });
      const refused = await (await server().agent("mia")).post(`${at}/typing`, { on: true });
      expect([refused.status, refused.body.code]).toEqual([403, "not-assigned"]);
      await other.rui.post(`${other.at}/messages`, message("For you only"));
      expect((await others.next())?.event).toBe("change");
      for (const reader of [stream, others]) reader.close();
    });

    test("reaches who connects while it lasts", async () => {
      const { ana, rui, id, at } = await scene(server());
      await rui.post(`${at}/typing`, { on: true });
      await ana.post("/v1/typing", { on: true });
      const [customer, agent] = [await follow(ana), await openStream(rui, "/agent/v1/stream")];
      expect((await customer.nextOf("typing")).data).toMatchObject({ author: { id: "rui" }, on: true });
      let heard = (await agent.nextOf("typing")).data;
      while (heard.conversation !== id) heard = (await agent.nextOf("typing")).data;
      expect(heard.on).toBe(true);
      for (const stream of [customer, agent]) stream.close();
    });

    test("goes nowhere where no conversation goes on", async () => {
      const { ana, rui, id, at } = await scene(server());
      await rui.post(`${at}/end`);
      const stream = await openStream(rui, "/agent/v1/stream");
      expect((await ana.post("/v1/typing", { on: true })).status).toBe(202);
      expect((await (await server().customer()).post("/v1/typing", { on: true })).status).toBe(202);
      expect((await rui.post(`${at}/typing`, { on: true })).status).toBe(202);
      await ana.post("/v1/messages", message("Once more"));
      const heard = [];
      for (let event = await stream.next(); event?.event !== "change"; event = await stream.next())
        if (event?.event === "typing") heard.push(event.data.conversation);
      expect(heard).not.toContain(id);
      stream.close();
    });
  });

  describe("a rating", () => {
    const path = (id: string) => `/v1/conversations/${id}/rating`;

    test("is taken once the agent has ended the conversation, is seen by all, and can be changed", async () => {
      const { ana, rui, id, at } = await scene(server());
      const early = await ana.put(path(id), { score: 5 });
      expect([early.status, early.body.code]).toEqual([409, "invalid-state"]);
      await rui.post(`${at}/end`);
      const head = (await ana.get("/v1/session")).body.head;
      expect((await ana.put(path(id), { score: 2, comment: "Slow" })).status).toBe(204);
      const toThree = (rating: object) => [rating, rating, rating];
      const seen = async () => [
        (await ana.get("/v1/session")).body.conversation.rating,
        (await ana.get(`/v1/timeline?after=${head}`)).body.conversation.rating,
        (await rui.get(at)).body.rating,
      ];
      expect(await seen()).toEqual(toThree({ score: 2, comment: "Slow" }));
      await rui.post(`${at}/close`);
      await ana.put(path(id), { score: 4 });
      expect(await seen()).toEqual(toThree({ score: 4, comment: null }));
    });

    test("is told to the customer's other devices, once however often it is sent", async () => {
      const { ana, rui, id, at } = await scene(server());
      await rui.post(`${at}/end`);
      const stream = await follow(ana);
      await ana.put(path(id), { score: 3 });
      const { data } = await stream.nextOf("change");
      expect([data.items, data.conversation.rating]).toEqual([[], { score: 3, comment: null }]);
      await ana.put(path(id), { score: 3 });
      expect((await ana.get("/v1/session")).body.head).toBe(data.cursor);
      stream.close();
    });

    test("is nobody else's to give", async () => {
      const { ana, rui, id, at } = await scene(server());
      await rui.post(`${at}/end`);
      for (const [who, what] of [
        [await server().customer(), id],
        [(await scene(server())).ana, id],
        [ana, "cv_0"],
        [ana, "%00"],
      ] as const)
        expect((await who.put(path(what), { score: 1 })).status).toBe(404);
      expect((await rui.get(at)).body.rating).toBeNull();
    });

    test.each([0, 6, 2.5, "5", null, undefined])("is refused with the score %j", async (score) => {
      const ana = await server().customer();
      const { status, body } = await ana.put(path("cv_0"), { score });
      expect([status, body.code]).toEqual([422, "invalid-rating"]);
    });

    test.each(["x".repeat(1001), "\u0000", 7])(
      "is refused with a comment that can't be kept",
      async (comment) => {
        const ana = await server().customer();
        expect((await ana.put(path("cv_0"), { score: 5, comment })).body.code).toBe("invalid-rating");
      },
    );
  });

  test("hours that are switched are told to customers and agents who are connected", async () => {
    const { ana, rui } = await scene(server());
    const [customer, agent] = [await follow(ana), await openStream(rui, "/agent/v1/stream")];
    await rui.put("/agent/v1/hours", { open: false });
    const closed = (await ana.get("/v1/session")).body.capabilities.hours;
    expect(closed).toMatchObject({ open: false, opensAt: expect.any(String) });
    expect((await customer.nextOf("hours")).data).toEqual(closed);
    expect((await agent.nextOf("hours")).data).toEqual(closed);
    await rui.put("/agent/v1/hours", { open: true });
    expect((await customer.nextOf("hours")).data).toMatchObject({ open: true, opensAt: null });
    for (const stream of [customer, agent]) stream.close();
  });
}

export function typingTimeRules(): void {
  describe("typing that nobody ends", () => {
    test("ends by itself, and begins at most once in half of that time", async () => {
      const server = await startServer({ typingMs: 600 });
      const { ana, rui } = await scene(server);
      const stream = await openStream(rui, "/agent/v1/stream");
      const heard: boolean[] = [];
      const reading = (async () => {
        while (heard.at(-1) !== false) heard.push((await stream.nextOf("typing")).data.on);
      })();
      for (let count = 0; count < 5; count += 1) await ana.post("/v1/typing", { on: true });
      await reading;
      expect(heard).toEqual([true, false]);
      stream.close();
      await server.close();
    });

    test("ends with the message, on both sides", async () => {
      const server = await startServer({ typingMs: 120_000 });
      const { ana, rui, at } = await scene(server);
      const [customer, agent] = [await follow(ana), await openStream(rui, "/agent/v1/stream")];
      const heard = async (stream: typeof agent) => (await stream.nextOf("typing")).data.on;
      await ana.post("/v1/typing", { on: true });
      await rui.post(`${at}/typing`, { on: true });
      expect([await heard(customer), await heard(agent)]).toEqual([true, true]);
      await ana.post("/v1/messages", message("Typed"));
      await rui.post(`${at}/messages`, message("Answered"));
      expect([await heard(customer), await heard(agent)]).toEqual([false, false]);
      for (const stream of [customer, agent]) stream.close();
      await server.close();
    });
  });
}
