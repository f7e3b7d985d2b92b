// Messages that are edited or deleted, as both sides see them afterwards.

import { describe, expect, test } from "vitest";
import {
  message,
  readAnswer,
  type Answer,
  type Body,
  type Caller,
  type TestServer,
} from "../support/server.ts";

/** A change of a message by its author: another text, or null to delete it. */
async function change(caller: Caller, base: string, item: Body, text: string | null): Promise<Answer> {
  const isEdit = text !== null;
  return readAnswer(
    await caller.request(`${base}/messages/${item.id}`, {
      method: isEdit ? "PATCH" : "DELETE",
      headers: { "If-Match": `"${item.seq}"`, ...(isEdit && { "Content-Type": "application/json" }) },
      ...(isEdit && { body: JSON.stringify({ text }) }),
    }),
  );
}

export function editRules(server: () => TestServer): void {
  describe("editing and deleting", () => {
    async function scene() {
      const [customer, rui, mia] = await Promise.all([
        server().customer(),
        server().agent("rui"),
        server().agent("mia"),
      ]);
      for (const agent of [rui, mia]) await agent.put("/agent/v1/me", { available: false });
      const asked = { ...message("Where is my order?"), context: { page: "/orders" } };
      const first = (await customer.post("/v1/messages", asked)).body;
      const path = `/agent/v1/conversations/${first.conversation.id}`;
      await rui.post(`${path}/accept`);
      const answer = (await rui.post(`${path}/messages`, message("On its wya"))).body.item;
      const seenByAgents = async () => (await mia.get(path)).body;
      return { customer, rui, mia, asked, first: first.item, path, answer, seenByAgents };
    }

    test("by the agent reach the customer as changes, and count as unread only while they say something", async () => {
      const { customer, rui, path, answer } = await scene();
      const session = (await customer.get("/v1/session")).body;
      const edited = (await change(rui, "/agent/v1", answer, "On its way")).body.item;
      expect(edited).toMatchObject({ text: "On its way", editedAt: expect.any(String), pos: answer.pos });
      const delta = (await customer.get(`/v1/timeline?after=${session.head}`)).body;
      expect(delta.items).toMatchObject([{ id: answer.id, seq: edited.seq, text: "On its way" }]);
      expect((await customer.get("/v1/session")).body.unread).toBe(session.unread);
      await change(rui, "/agent/v1", edited, null);
      const { items } = (await customer.get(`/v1/timeline?after=${delta.cursor}`)).body;
      expect(items).toMatchObject([{ id: answer.id, deleted: true, pos: answer.pos }]);
      expect((await customer.get("/v1/session")).body.unread).toBe(session.unread - 1);
      const timeline = (await rui.get(`${path}/timeline`)).body.items as Body[];
      expect(timeline.find(({ id }) => id === answer.id)).not.toHaveProperty("text");
    });

    test("by the customer leaves nothing of what was said, on any page that agents have", async () => {
      const { customer, rui, path, first, asked, answer, seenByAgents } = await scene();
      await change(rui, "/agent/v1", answer, null);
      expect((await seenByAgents()).lastMessage).toMatchObject({ text: asked.text });
      await change(customer, "/v1", first, null);
      expect(await seenByAgents()).toMatchObject({ lastMessage: null, context: {} });
      for (const place of [`${path}/timeline`, "/agent/v1/notifications", "/agent/v1/conversations"]) {
        const { body } = await rui.get(place);
        const own = (body.items as Body[]).filter((item) =>
          JSON.stringify(item).includes(first.conversation),
        );
        expect(JSON.stringify(own)).not.toMatch(/order/);
      }
      const again = await customer.post("/v1/messages", asked);
      expect([again.status, again.body.item]).toMatchObject([200, { id: first.id, deleted: true }]);
      const reused = await customer.post("/v1/messages", { ...asked, text: "Something else" });
      expect(reused.body.code).toBe("id-reused");
    });

    test("by the customer are counted no more as unread by agents", async () => {
      const { customer, seenByAgents } = await scene();
      const { item } = (await customer.post("/v1/messages", message("Never mind"))).body;
      expect((await seenByAgents()).unread).toBe(1);
      await change(customer, "/v1", item, null);
      expect((await seenByAgents()).unread).toBe(0);
    });

    test("of one version by many at once: one comes first, the others are told so", async () => {
      const { customer, first } = await scene();
      const texts = Array.from({ length: 8 }, (_, index) => `Version ${index}`);
      const answers = await Promise.all(texts.map((text) => change(customer, "/v1", first, text)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array(7).fill(412)]);
      const won = answers.find(({ status }) => status === 200);
      const { items } = (await customer.get("/v1/timeline")).body;
      expect(items.find(({ id }: Body) => id === first.id)).toEqual(won?.body.item);
    });

    test("is the author's alone: not another agent's, nor the agent's of a customer's message", async () => {
      const { customer, rui, mia, first, answer } = await scene();
      for (const [caller, base, item] of [
        [mia, "/agent/v1", answer],
        [rui, "/agent/v1", first],
        [customer, "/v1", answer],
      ] as const)
        for (const text of ["Mine", null])
          expect(await change(caller, base, item, text)).toMatchObject({
            status: 403,
            body: { code: "not-author" },
          });
      const { items } = (await customer.get("/v1/timeline")).body;
      expect(items).toEqual(expect.arrayContaining([first]));
    });

    test("goes on after the conversation was closed", async () => {
      const { customer, rui, path, answer } = await scene();
      for (const step of ["end", "close"]) await rui.post(`${path}/${step}`);
      expect((await change(rui, "/agent/v1", answer, "On its way")).status).toBe(200);
      expect((await customer.get("/v1/session")).body.conversation.state).toBe("closed");
    });
  });
}
