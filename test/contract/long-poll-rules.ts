// Long-poll: the delta that the cursor would get, as soon as there is one, and a bounded wait.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createCaller, message, readAnswer, startServer, type TestServer } from "../support/server.ts";

const LONG_WAIT = "wait=25";

export function longPollRules(server: () => TestServer): void {
  const heldCount = () => server().demo.longPollCount();

  describe("a long-poll", () => {
    test("answers at once with what happened since its cursor, as the same call without a wait", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      for (const text of ["One", "Two", "Three"]) await customer.post("/v1/messages", message(text));
      for (const limit of [50, 2]) {
        const path = `/v1/timeline?after=${head}&limit=${limit}`;
        const { status, body } = await customer.get(`${path}&${LONG_WAIT}`);
        expect(status).toBe(200);
        expect(body).toEqual((await customer.get(path)).body);
      }
    });

    test("is held until something happens, and answers with it", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      const held = customer.get(`/v1/timeline?after=${head}&${LONG_WAIT}`);
      await expect.poll(heldCount).toBe(1);
      const sent = await customer.post("/v1/messages", message("Hello"));
      const { status, body, headers } = await held;
      expect([status, headers.get("Cache-Control")]).toEqual([200, "no-store"]);
      expect(body).toMatchObject({ from: head, more: false, conversation: sent.body.conversation });
      expect(body.items.at(-1)).toEqual(sent.body.item);
      expect(heldCount()).toBe(0);
    });

    test("is answered on every device, and by a change of the conversation alone", async () => {
      const customer = await server().customer();
      const sent = await customer.post("/v1/messages", message("Hello"));
      const { head } = (await customer.get("/v1/session")).body;
      const path = `/v1/timeline?after=${head}&${LONG_WAIT}`;
      const held = [customer.get(path), customer.get(path)];
      await expect.poll(heldCount).toBe(2);
      await customer.put("/v1/read", { pos: sent.body.item.pos });
      for (const { status, body } of await Promise.all(held)) {
        expect([status, body.items]).toEqual([200, []]);
        expect(body.conversation.customerRead).toBe(sent.body.item.pos);
      }
    });

    test("loses nothing to a reader that goes from one to the next while others write", async () => {
      const customer = await server().customer();
      let { head } = (await customer.get("/v1/session")).body;
      const ids = Array.from({ length: 24 }, () => randomUUID());
      const written = Promise.all(ids.map((id) => customer.post("/v1/messages", { id, text: "Hello" })));
      const seen: string[] = [];
      while (seen.length < ids.length) {
        const { status, body } = await customer.get(`/v1/timeline?after=${head}&${LONG_WAIT}`);
        expect([status, body.from]).toEqual([200, head]);
        for (const { kind, clientId } of body.items) if (kind === "message") seen.push(clientId);
        head = body.cursor;
      }
      await written;
      expect([...seen].sort()).toEqual([...ids].sort());
    });

    test("is not ended by what happens to other customers", async () => {
      const [one, two] = await Promise.all([server().customer(), server().customer()]);
      const { head } = (await one.get("/v1/session")).body;
      const held = one.get(`/v1/timeline?after=${head}&${LONG_WAIT}`);
      await expect.poll(heldCount).toBe(1);
      await two.post("/v1/messages", message("Not for you"));
      const own = await one.post("/v1/messages", message("Mine"));
      const { body } = await held;
      expect(body.items.at(-1)).toEqual(own.body.item);
      expect(JSON.stringify(body)).not.toContain("Not for you");
    });

    test("answers 410 to a cursor of another history at once", async () => {
      const customer = await server().customer();
      for (const cursor of ["e0.7", "garbage", ""]) {
        const { status, body } = await customer.get(`/v1/timeline?after=${cursor}&${LONG_WAIT}`);
        expect([cursor, status, body.code]).toEqual([cursor, 410, "cursor-expired"]);
      }
    });

    test("answers 400 to a wait that is no whole number of seconds, or without a cursor", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      const bad = ["0", "-1", "1.5", "soon", "", "%20", "1e1", "Infinity"].map(
        (wait) => `after=${head}&wait=${wait}`,
      );
      for (const query of [...bad, "wait=1", `before=${head}&wait=1`]) {
        const { status, body } = await customer.get(`/v1/timeline?${query}`);
        expect([query, status, body.code]).toEqual([query, 400, "invalid-request"]);
      }
    });

    test("is let go when its client leaves", async () => {
      const customer = await server().customer();
      const { head } = (await customer.get("/v1/session")).body;
      const gone = new AbortController();
      const held = customer.request(`/v1/timeline?after=${head}&${LONG_WAIT}`, { signal: gone.signal });
      held.catch(() => {});
      await expect.poll(heldCount).toBe(1);
      gone.abort();
      await expect(held).rejects.toThrow();
      await expect.poll(heldCount).toBe(0);
      expect(server().errors).toEqual([]);
    });
  });
}

/** These need a server with times of its own, or one that can be closed. */
export function longPollTimeRules(): void {
  describe("a long-poll's end", () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer({ longPollMs: 100 });
    }, 60_000);
    afterAll(() => server.close());

    test("is 204 after the longest wait that the server allows, however long was asked for", async () => {
      const customer = await server.customer();
      const { head } = (await customer.get("/v1/session")).body;
      for (const wait of ["25", "26", "999999999"]) {
        const { status, body, headers } = await customer.get(`/v1/timeline?after=${head}&wait=${wait}`);
        expect([status, body, headers.get("Cache-Control")]).toEqual([204, null, "no-store"]);
      }
    });

    test("is 204 after 25 seconds where nothing else is configured", async () => {
      const patient = await startServer();
      try {
        const customer = await patient.customer();
        const { head } = (await customer.get("/v1/session")).body;
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const answered = vi.fn();
        const held = customer.request(`/v1/timeline?after=${head}&wait=60`);
        void held.then(answered);
        while (patient.demo.longPollCount() === 0) await new Promise(setImmediate);
        await vi.advanceTimersByTimeAsync(24_900);
        expect([patient.demo.longPollCount(), answered.mock.calls.length]).toEqual([1, 0]);
        await vi.advanceTimersByTimeAsync(200);
        expect((await held).status).toBe(204);
      } finally {
        vi.useRealTimers();
        await patient.close();
      }
    });

    test("is 204 when the token ends, and a token that has ended can't wait", async () => {
      const patient = await startServer();
      try {
        const subject = { id: "ana", name: "Ana" };
        const short = await patient.demo.tokens.issue("ajar-chat", subject, 2_000);
        const ana = createCaller(patient.url, "ana", short);
        const { head } = (await ana.get("/v1/session")).body;
        const path = `/v1/timeline?after=${head}&${LONG_WAIT}`;
        expect((await ana.get(path)).status).toBe(204);
        patient.clock.advance(1_000);
        expect((await ana.get("/v1/session")).status).toBe(200);
        const late = await ana.get(path);
        expect([late.status, late.body.code]).toEqual([401, "unauthorized"]);
      } finally {
        await patient.close();
      }
    });

    test("is 204 when the server closes", async () => {
      const closing = await startServer();
      const customer = await closing.customer();
      const { head } = (await customer.get("/v1/session")).body;
      const held = customer.request(`/v1/timeline?after=${head}&${LONG_WAIT}`).then(readAnswer);
      await expect.poll(() => closing.demo.longPollCount()).toBe(1);
      await closing.close();
      expect((await held).status).toBe(204);
      expect(closing.errors).toEqual([]);
    });
  });

  describe("a server that offers one way to follow changes", () => {
    test.each([
      ["sse", `/v1/timeline?after=e0.0&${LONG_WAIT}`, "/v1/stream?after=none"],
      ["longPoll", "/v1/stream?after=e0.0", `/v1/timeline?after=none&${LONG_WAIT}`],
    ] as const)("announces %s only, and answers 501 to the other", async (way, missing, offered) => {
      const server = await startServer({ live: [way] });
      try {
        const customer = await server.customer();
        expect((await customer.get("/v1/session")).body.capabilities.live).toEqual([way]);
        const refused = await customer.get(missing);
        expect([refused.status, refused.body.code]).toEqual([501, "not-supported"]);
        expect((await customer.get(offered)).status).toBe(410);
      } finally {
        await server.close();
      }
    });
  });
}
