// Live delivery: the stream gives the deltas that its cursor would get, and says when it ends.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { message, startServer, type TestServer } from "../support/server.ts";
import { openStream } from "../support/server-stream.ts";
import { seedHistory } from "../support/server-seed.ts";

export function streamRules(server: () => TestServer): void {
  describe("a customer's stream", () => {
    test("delivers a change with the cursor it starts from and the one it leads to", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      const stream = await openStream(customer, `/v1/stream?after=${head}`);
      expect(stream.response.headers.get("Cache-Control")).toBe("no-store, no-transform");
      const sent = await customer.post("/v1/messages", message("Hello"));
      const change = await stream.nextOf("change");
      expect(change.data).toMatchObject({ from: head, more: false, conversation: sent.body.conversation });
      expect(change.data.items.at(-1)).toEqual(sent.body.item);
      expect(change.id).toBe(change.data.cursor);
      const next = await customer.post("/v1/messages", message("And this"));
      const second = await stream.nextOf("change");
      expect(second.data.from).toBe(change.data.cursor);
      expect(second.data.items).toEqual([next.body.item]);
      stream.close();
    });

    test("begins with what happened since its cursor, however much", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      await seedHistory(server().demo, customer.id, 250);
      const stream = await openStream(customer, `/v1/stream?after=${head}`);
      const first = (await stream.nextOf("change")).data;
      const second = (await stream.nextOf("change")).data;
      expect([first.items.length, first.more, second.more]).toEqual([200, true, false]);
      expect(second.from).toBe(first.cursor);
      expect(second.items.at(-1).text).toBe("Message 250");
      stream.close();
    });

    test("is not opened for a cursor of another history, or without one", async () => {
      const customer = await server().customer();
      expect((await customer.get("/v1/stream?after=e0.7")).status).toBe(410);
      expect((await customer.get("/v1/stream")).status).toBe(400);
    });

    test("tells nothing of other customers", async () => {
      const [one, two] = await Promise.all([server().customer(), server().customer()]);
      const { head } = (await one.get("/v1/session")).body;
      const stream = await openStream(one, `/v1/stream?after=${head}`);
      await two.post("/v1/messages", message("Not for you"));
      const own = await one.post("/v1/messages", message("Mine"));
      const { data } = await stream.nextOf("change");
      expect(data.items.at(-1)).toEqual(own.body.item);
      expect(data.items).toHaveLength(2);
      stream.close();
    });
  });

  describe("an agent's stream", () => {
    test("tells of conversations, notifications and the agent's own state", async () => {
      const [customer, mia] = await Promise.all([server().customer(), server().agent("mia")]);
      const stream = await openStream(mia, "/agent/v1/stream");
      expect((await stream.nextOf("me")).data).toMatchObject({ id: "mia", capacity: { max: 5 } });
      const { conversation } = (await customer.post("/v1/messages", message("Hello"))).body;
      expect((await stream.nextOf("change")).data.conversation).toMatchObject({
        id: conversation.id,
        state: "open",
      });
      const told = await stream.nextOf("notification");
      expect(told.data).toMatchObject({ kind: "queued", conversation: conversation.id, text: "Hello" });
      expect(told.id).toBe(String(told.data.id));
      await mia.post(`/agent/v1/conversations/${conversation.id}/accept`);
      expect((await stream.nextOf("me")).data.capacity.used).toBeGreaterThan(0);
      stream.close();
    });

    test("repeats the notifications after the one that is named", async () => {
      const [customer, mia] = await Promise.all([server().customer(), server().agent("mia")]);
      const known = (await mia.get("/agent/v1/notifications")).body.items.at(-1)?.id ?? 0;
      await customer.post("/v1/messages", message("While you were away"));
      const stream = await openStream(mia, `/agent/v1/stream?after=${known}`);
      expect((await stream.nextOf("notification")).data.text).toBe("While you were away");
      stream.close();
    });
  });
}

/** These need a server with times of its own. */
export function streamTimeRules(): void {
  describe("a stream's life", () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer({ pingMs: 50, streamLifeMs: 1_500, agentGraceMs: 50 });
    }, 60_000);
    afterAll(() => server.close());

    test("makes an agent available while it is open, and for a grace time after if declared", async () => {
      const rui = await server.agent("rui");
      const available = async () => (await rui.get("/agent/v1/me")).body.available;
      expect(await available()).toBe(false);
      const first = await openStream(rui, "/agent/v1/stream");
      await expect.poll(available).toBe(true);
      first.close();
      await expect.poll(available).toBe(false);
      const second = await openStream(rui, "/agent/v1/stream");
      await rui.put("/agent/v1/me", { available: true });
      second.close();
      await expect.poll(available).toBe(false);
      await rui.put("/agent/v1/me", { available: false });
      const third = await openStream(rui, "/agent/v1/stream");
      expect((await third.nextOf("me")).data.available).toBe(false);
      third.close();
    });

    test("has pings, and an announced end before its time and before the token's", async () => {
      const customer = await server.customer();
      const { head } = (await customer.get("/v1/session")).body;
      const stream = await openStream(customer, `/v1/stream?after=${head}`, { pings: true });
      expect(server.demo.streamCount()).toBe(1);
      const events: string[] = [];
      for (let event = await stream.next(); event; event = await stream.next()) events.push(event.event);
      expect(events.at(-1)).toBe("bye");
      expect(events.filter((event) => event === "ping").length).toBeGreaterThan(2);
      await expect.poll(() => server.demo.streamCount()).toBe(0);
      server.clock.advance(5 * 60_000);
      const late = await openStream(customer, `/v1/stream?after=${head}`);
      expect(await late.next()).toMatchObject({ event: "bye", data: { retryAfter: 2 } });
    });
  });
}
