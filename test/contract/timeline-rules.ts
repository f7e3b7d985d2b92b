// The three required calls: sending exactly once, pages, cursors.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { message, type Body, type Caller, type TestServer } from "../support/server.ts";
import { seedHistory } from "../support/server-seed.ts";

const textsOf = (items: readonly Body[]) =>
  items.filter(({ kind }) => kind === "message").map(({ text }) => text);

/** Follows `after` to the end. */
async function changesSince(
  caller: Caller,
  cursor: string,
  limit: number,
): Promise<{ items: Body[]; cursor: string }> {
  const items: Body[] = [];
  let from = cursor;
  for (;;) {
    const { body } = await caller.get(`/v1/timeline?after=${from}&limit=${limit}`);
    expect(body.from).toBe(from);
    items.push(...body.items);
    from = body.cursor;
    if (!body.more) return { items, cursor: from };
  }
}

export function timelineRules(server: () => TestServer): void {
  describe("sending", () => {
    test("answers 201 once, then 200 with the same item for ever", async () => {
      const customer = await server().customer();
      const body = message("Hello");
      const first = await customer.post("/v1/messages", {
        ...body,
        attachments: [],
        sentAt: "2026-11-22T06:50:00Z",
      });
      const again = await customer.post("/v1/messages", body);
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(first.body.item).toMatchObject({
        clientId: body.id,
        text: "Hello",
        author: { role: "customer", id: customer.id },
      });
      expect(again.body).toEqual(first.body);
    });

    test("answers a repeat with its item after the conversation was closed, and opens none", async () => {
      const customer = await server().customer();
      const rui = await server().agent();
      const body = message("Hello");
      const first = await customer.post("/v1/messages", body);
      const path = `/agent/v1/conversations/${first.body.conversation.id}`;
      for (const step of ["accept", "end", "close"]) await rui.post(`${path}/${step}`);
      const again = await customer.post("/v1/messages", body);
      expect(again.status).toBe(200);
      expect(again.body.item).toEqual(first.body.item);
      expect(again.body.conversation).toMatchObject({ id: first.body.conversation.id, state: "closed" });
    });

    test("refuses an id that was accepted with another text", async () => {
      const customer = await server().customer();
      const body = message("Hello");
      await customer.post("/v1/messages", body);
      const other = await customer.post("/v1/messages", { ...body, text: "Goodbye" });
      expect([other.status, other.body.code]).toEqual([409, "id-reused"]);
    });

    test("keeps the ids of two customers apart", async () => {
      const [one, two] = await Promise.all([server().customer(), server().customer()]);
      const body = message("The same id");
      expect((await one.post("/v1/messages", body)).status).toBe(201);
      expect((await two.post("/v1/messages", body)).status).toBe(201);
    });

    test("opens one conversation however many first messages come at once", async () => {
      const customer = await server().customer();
      const sent = await Promise.all(
        ["a", "b", "c", "d"].map((text) => customer.post("/v1/messages", message(text))),
      );
      expect(new Set(sent.map(({ body }) => body.conversation.id)).size).toBe(1);
      const { body } = await customer.get("/v1/timeline");
      expect(body.items.filter(({ notice }: Body) => notice === "opened")).toHaveLength(1);
      expect(new Set(textsOf(body.items))).toEqual(new Set(["a", "b", "c", "d"]));
      expect(textsOf(body.items)).toHaveLength(4);
    });

    test("counts code points: 4,000 astral characters fit, 4,001 don't", async () => {
      const customer = await server().customer();
      expect((await customer.post("/v1/messages", message("🛟".repeat(4_000)))).status).toBe(201);
      const refused = await customer.post("/v1/messages", message("🛟".repeat(4_001)));
      expect([refused.status, refused.body.code]).toEqual([422, "invalid-text"]);
    });

    test("shows the customer's context to agents only", async () => {
      const customer = await server().customer();
      const rui = await server().agent();
      const sent = await customer.post("/v1/messages", {
        ...message("Where is it?"),
        context: { page: "/cart" },
      });
      expect(JSON.stringify(sent.body)).not.toContain("/cart");
      const { body } = await rui.get(`/agent/v1/conversations/${sent.body.conversation.id}`);
      expect(body.context).toEqual({ page: "/cart" });
    });
  });

  describe("session", () => {
    test("knows a customer who never wrote, and stores nothing of them", async () => {
      const customer = await server().customer(undefined, "Ana");
      const { status, body } = await customer.get("/v1/session");
      expect(status).toBe(200);
      expect(body).toMatchObject({
        customer: { id: customer.id, name: "Ana" },
        conversation: null,
        unread: 0,
      });
      expect(body.head).toMatch(/\.0$/);
      const rows = await server().demo.store.db.query("SELECT 1 FROM thread WHERE customer = $1", [
        customer.id,
      ]);
      expect(rows).toEqual([]);
    });

    test("announces what this backend offers, and only that", async () => {
      const { body } = await (await server().customer()).get("/v1/session");
      expect(Object.keys(body.capabilities).sort()).toEqual([
        "attachments",
        "edit",
        "hours",
        "limits",
        "live",
        "presence",
        "rating",
        "receipts",
        "typing",
      ]);
      expect(body.capabilities).toMatchObject({
        live: ["sse", "longPoll"],
        rating: { max: 5 },
        typing: true,
        limits: { textChars: 4_000, sendPerMinute: null },
      });
    });
  });

  describe("pages and cursors", () => {
    test("walks 301 items back page by page without a gap or a repeat", async () => {
      const customer = await server().customer();
      await seedHistory(server().demo, customer.id, 300);
      const newest = await customer.get("/v1/timeline");
      expect(newest.body.items).toHaveLength(50);
      const items = [...newest.body.items];
      for (let before = newest.body.before; before !== null;) {
        const { body } = await customer.get(`/v1/timeline?before=${before}&limit=70`);
        expect(Object.keys(body).sort()).toEqual(["before", "items"]);
        items.unshift(...body.items);
        before = body.before;
      }
      expect(textsOf(items)).toEqual(Array.from({ length: 300 }, (_, index) => `Message ${index + 1}`));
      const positions = items.map(({ pos }: Body) => pos);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      expect(items[0].notice).toBe("opened");
    });

    test("gives at most 200 items in each form", async () => {
      const customer = await server().customer();
      const start = (await customer.get("/v1/session")).body.head;
      await seedHistory(server().demo, customer.id, 450);
      const newest = (await customer.get("/v1/timeline?limit=1000")).body;
      const older = (await customer.get(`/v1/timeline?limit=1000&before=${newest.before}`)).body;
      const delta = (await customer.get(`/v1/timeline?limit=1000&after=${start}`)).body;
      expect([newest, older, delta].map(({ items }) => items.length)).toEqual([200, 200, 200]);
    });

    test("gives the same items by changes as by pages, in order of seq", async () => {
      const customer = await server().customer();
      const start = (await customer.get("/v1/session")).body.head;
      await seedHistory(server().demo, customer.id, 20);
      await customer.post("/v1/messages", message("One more"));
      const changes = await changesSince(customer, start, 6);
      const page = (await customer.get("/v1/timeline?limit=200")).body;
      expect(changes.items).toEqual(page.items);
      expect(changes.cursor).toBe(page.cursor);
      const nothing = (await customer.get(`/v1/timeline?after=${page.cursor}`)).body;
      expect(nothing).toMatchObject({ from: page.cursor, items: [], cursor: page.cursor, more: false });
    });

    test("moves the cursor, with no items, when only the conversation changed", async () => {
      const customer = await server().customer();
      await seedHistory(server().demo, customer.id, 4);
      const { cursor, items } = (await customer.get("/v1/timeline")).body;
      await customer.put("/v1/read", { pos: items.at(-1).pos });
      const delta = (await customer.get(`/v1/timeline?after=${cursor}`)).body;
      expect(delta.items).toEqual([]);
      expect(delta.cursor).not.toBe(cursor);
      expect(delta.conversation.customerRead).toBe(items.at(-1).pos);
    });

    test.each(["after", "before"])(
      "answers 410 to a cursor in `%s` that is not of this history",
      async (parameter) => {
        const customer = await server().customer();
        await customer.post("/v1/messages", message("Hello"));
        const { head } = (await customer.get("/v1/session")).body;
        const ahead = head.replace(/\d+$/, (seq: string) => String(Number(seq) + 1));
        const foreign = head.replace(/^e/, "f");
        for (const cursor of [ahead, foreign, "garbage", "", "%00", `${head}.1`, "9".repeat(400)]) {
          const { status, body } = await customer.get(`/v1/timeline?${parameter}=${cursor}`);
          expect([cursor, status, body.code]).toEqual([cursor, 410, "cursor-expired"]);
        }
      },
    );

    test("answers 400 to a limit that is no number and to both forms at once", async () => {
      const customer = await server().customer();
      for (const query of ["limit=0", "limit=-1", "limit=many", "limit=1.5", "after=a.0&before=a.0"]) {
        const { status, body } = await customer.get(`/v1/timeline?${query}`);
        expect([query, status, body.code]).toEqual([query, 400, "invalid-request"]);
      }
    });
  });

  describe("receipts", () => {
    test("keep the maximum and never more than exists", async () => {
      const customer = await server().customer();
      const { positions } = await seedHistory(server().demo, customer.id, 6);
      const unread = async () => (await customer.get("/v1/session")).body.unread;
      expect(await unread()).toBe(3);
      expect((await customer.put("/v1/read", { pos: positions[3] })).status).toBe(204);
      expect(await unread()).toBe(1);
      await customer.put("/v1/read", { pos: positions[0] });
      expect(await unread()).toBe(1);
      await customer.put("/v1/read", { pos: 9_000_000 });
      const { body } = await customer.get("/v1/session");
      expect(body).toMatchObject({ unread: 0, conversation: { customerRead: positions.at(-1) } });
      await customer.put("/v1/read", { pos: 9_000_000 });
      expect((await customer.get("/v1/session")).body.head).toBe(body.head);
    });

    test("of an agent reach the customer as a change", async () => {
      const customer = await server().customer();
      const rui = await server().agent();
      const { conversation, positions } = await seedHistory(server().demo, customer.id, 3);
      const { head } = (await customer.get("/v1/session")).body;
      await rui.post(`/agent/v1/conversations/${conversation}/read`, { pos: positions[2] });
      const delta = (await customer.get(`/v1/timeline?after=${head}`)).body;
      expect(delta.conversation.agentRead).toBe(positions[2]);
    });
  });

  test("never shows one customer anything of another", async () => {
    const [one, two] = await Promise.all([server().customer(), server().customer()]);
    const secret = `secret ${randomUUID()}`;
    const sent = await one.post("/v1/messages", message(secret));
    const answers = await Promise.all([
      two.get("/v1/session"),
      two.get("/v1/timeline"),
      two.get(`/v1/timeline?customer=${one.id}`),
      two.post(`/v1/conversations/${sent.body.conversation.id}/end`),
      two.put("/v1/read", { pos: sent.body.item.pos, customer: one.id }),
      two.post("/v1/messages", {
        ...message("mine"),
        customer: one.id,
        conversation: sent.body.conversation.id,
      }),
    ]);
    const told = JSON.stringify(answers.map(({ body }) => body));
    expect(told).not.toContain(secret);
    expect(told).not.toContain(one.id);
    expect((await one.get("/v1/timeline")).body.items).toHaveLength(2);
  });
}
