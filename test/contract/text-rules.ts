// What an agent's message may be beside its text: its format, and answers for the customer to choose from.

import { describe, expect, test } from "vitest";
import { createSchema } from "../../demo/server/db/schema.ts";
import { message, type Body, type Caller, type TestServer } from "../support/server.ts";

interface Scene {
  readonly customer: Caller;
  readonly rui: Caller;
  readonly path: string;
  readonly newest: () => Promise<Body>;
}

async function scene(server: TestServer): Promise<Scene> {
  const [customer, rui] = await Promise.all([server.customer(), server.agent("rui")]);
  const { body } = await customer.post("/v1/messages", message("Hello?"));
  const path = `/agent/v1/conversations/${body.conversation.id}`;
  await rui.post(`${path}/accept`);
  const newest = async () => (await customer.get("/v1/timeline")).body.items.at(-1);
  return { customer, rui, path: `${path}/messages`, newest };
}

export function textRules(server: () => TestServer): void {
  describe("an agent's message", () => {
    test("is plain and asks nothing unless it says otherwise", async () => {
      const { rui, path, newest } = await scene(server());
      const sent = await rui.post(path, message("*as it is*"));
      expect(sent.body.item).toMatchObject({ format: "plain", quickReplies: [] });
      expect(await newest()).toMatchObject({ text: "*as it is*", format: "plain", quickReplies: [] });
    });

    test("keeps its format and its quick replies, for both sides and in a delta", async () => {
      const { customer, rui, path, newest } = await scene(server());
      const { cursor } = (await customer.get("/v1/timeline")).body;
      const asked = { ...message("**Now?**"), format: "markdown", quickReplies: ["Yes", "No, later", "نعم"] };
      const { format, quickReplies } = asked;
      expect((await rui.post(path, asked)).body.item).toMatchObject({ format, quickReplies });
      expect(await newest()).toMatchObject({ text: "**Now?**", format, quickReplies });
      const delta = (await customer.get(`/v1/timeline?after=${cursor}`)).body.items.at(-1);
      expect(delta).toMatchObject({ format, quickReplies });
      const seen = (await rui.get(path.replace("/messages", "/timeline"))).body.items.at(-1);
      expect(seen).toMatchObject({ format, quickReplies });
    });

    test("is the same when repeated, and another one when its format or its quick replies differ", async () => {
      const { rui, path } = await scene(server());
      const asked = { ...message("Now?"), format: "markdown", quickReplies: ["Yes"] };
      expect((await rui.post(path, asked)).status).toBe(201);
      expect((await rui.post(path, asked)).status).toBe(200);
      for (const other of [{ format: "plain" }, { quickReplies: [] }, { quickReplies: ["No"] }])
        expect((await rui.post(path, { ...asked, ...other })).body.code).toBe("id-reused");
    });

    test.each([
      ["another format", { format: "html" }],
      ["a format that is none", { format: null }],
      ["quick replies that are no list", { quickReplies: "Yes" }],
      ["a quick reply that is no text", { quickReplies: [{ text: "Yes" }] }],
      ["an empty quick reply", { quickReplies: ["Yes", " "] }],
      ["the same quick reply twice", { quickReplies: ["Yes", "Yes"] }],
      ["a quick reply of two lines", { quickReplies: ["Yes\nNo"] }],
      ["a quick reply with a lone surrogate", { quickReplies: ["\ud800"] }],
      ["a quick reply of 81 characters", { quickReplies: ["😀".repeat(81)] }],
      ["11 quick replies", { quickReplies: Array.from({ length: 11 }, (_, at) => `${at}`) }],
    ])("is refused with %s, and leaves nothing behind", async (_, wrong) => {
      const { rui, path, newest } = await scene(server());
      const { status, body } = await rui.post(path, { ...message("Now?"), ...wrong });
      expect([status, body.code]).toEqual([422, "invalid-body"]);
      expect((await newest()).text).toBeUndefined();
    });

    test("may have ten quick replies of 80 characters", async () => {
      const { rui, path, newest } = await scene(server());
      const quickReplies = Array.from({ length: 10 }, (_, at) => `${at}${"😀".repeat(79)}`);
      await rui.post(path, { ...message("Now?"), quickReplies });
      expect((await newest()).quickReplies).toEqual(quickReplies);
    });

    test("is plain where the database is older than formats are", async () => {
      const { rui, path, newest } = await scene(server());
      await rui.post(path, { ...message("*old*"), format: "markdown" });
      const { db } = server().demo.store;
      await db.query("ALTER TABLE item DROP COLUMN format, DROP COLUMN quick_replies");
      await createSchema(db);
      expect(await newest()).toMatchObject({ text: "*old*", format: "plain", quickReplies: [] });
    });
  });
}
