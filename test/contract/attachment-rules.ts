// Files: announced, uploaded and named exactly once however often the network repeats, and seen by nobody else.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aFile, noisyPng, uploadAs, type TestFile } from "../support/files.ts";
import { message, type Body, type Caller, type TestServer } from "../support/server.ts";

const put = async (caller: Caller, id: string, bytes: BodyInit) =>
  (await caller.request(`/v1/attachments/${id}/bytes`, { method: "PUT", body: bytes })).status;

const get = (caller: Caller, id: string) => caller.request(`/v1/attachments/${id}`);

async function lastItem(caller: Caller): Promise<Body> {
  return (await caller.get("/v1/timeline")).body.items.at(-1);
}

/** Sends a message with this file and waits for what the scanner says of it. */
async function sendFile(customer: Caller, file: TestFile): Promise<Body> {
  const id = await uploadAs(customer, file);
  await customer.post("/v1/messages", { ...message("Here"), attachments: [id] });
  await expect.poll(async () => (await lastItem(customer)).attachments[0].scan).not.toBe("pending");
  return lastItem(customer);
}

export function attachmentRules(server: () => TestServer): void {
  describe("a file", () => {
    test("goes with its message, and comes back byte for byte", async () => {
      const [ana, rui] = await Promise.all([server().customer(), server().agent()]);
      const file = aFile("Étagère (1)'s.png", noisyPng(40, 30));
      const item = await sendFile(ana, file);
      const { id, name, type, bytes } = file.announcement;
      expect(item.attachments).toEqual([{ id, name, type, bytes, scan: "clean" }]);

      const ofAgent = `/agent/v1/conversations/${item.conversation}`;
      expect((await rui.get(`${ofAgent}/timeline`)).body.items.at(-1).attachments).toEqual(item.attachments);
      for (const response of [await get(ana, id), await rui.request(`${ofAgent}/attachments/${id}`)]) {
        expect(response.status).toBe(200);
        expect(new Uint8Array(await response.arrayBuffer())).toEqual(file.bytes);
        expect(response.headers.get("Content-Type")).toBe("image/png");
        expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
        expect(response.headers.get("Cache-Control")).toBe("no-store");
        expect(response.headers.get("Content-Disposition")).toBe(
          "attachment; filename*=UTF-8''%C3%89tag%C3%A8re%20%281%29%27s.png",
        );
      }
    });

    test("is told of its scan by a new seq of its message, in its old place", async () => {
      const ana = await server().customer();
      const id = await uploadAs(ana, aFile("a.txt", "Words"));
      const { cursor } = (await ana.get("/v1/timeline")).body;
      const { body } = await ana.post("/v1/messages", { ...message("Here"), attachments: [id] });
      await expect.poll(async () => (await lastItem(ana)).attachments[0].scan).toBe("clean");
      const changed = (await ana.get(`/v1/timeline?after=${cursor}`)).body.items.filter(
        (item: Body) => item.kind === "message",
      );
      expect(changed).toHaveLength(1);
      expect(changed[0].pos).toBe(body.item.pos);
    });

    test("that is not what it says it is can't be downloaded by anybody", async () => {
      const [ana, rui] = await Promise.all([server().customer(), server().agent()]);
      const item = await sendFile(ana, aFile("cat.png", "<script>alert(1)</script>"));
      const [{ id, scan }] = item.attachments;
      expect(scan).toBe("rejected");
      const ofAgent = `/agent/v1/conversations/${item.conversation}/attachments/${id}`;
      for (const response of [await get(ana, id), await rui.request(ofAgent)]) {
        expect(response.status).toBe(403);
        expect(await response.json()).toMatchObject({ code: "attachment-not-clean" });
      }
    });

    test("is nobody else's to see, to upload or to send", async () => {
      const [ana, bob] = await Promise.all([server().customer(), server().customer()]);
      const file = aFile("a.txt", "Ana's");
      const { id } = file.announcement;
      await ana.post("/v1/attachments", file.announcement);
      expect(await put(bob, id, file.bytes)).toBe(404);
      expect(await put(ana, id, file.bytes)).toBe(204);
      expect((await get(bob, id)).status).toBe(404);
      const sent = await bob.post("/v1/messages", { ...message("Mine"), attachments: [id] });
      expect([sent.status, sent.body.code]).toEqual([422, "invalid-attachments"]);
    });

    test("can be announced and put again and again: it is one file", async () => {
      const ana = await server().customer();
      const file = aFile("a.txt", "Words");
      const { id } = file.announcement;
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => ana.post("/v1/attachments", file.announcement)),
      );
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 200, 201]);
      expect(await put(ana, id, "Wor")).toBe(422);
      expect(await put(ana, id, "Werds")).toBe(422);
      expect(await put(ana, id, "Words and more")).toBe(422);
      const puts = await Promise.all([1, 2, 3].map(() => put(ana, id, file.bytes)));
      expect(puts).toEqual([204, 204, 204]);
      const again = await ana.post("/v1/attachments", file.announcement);
      expect([again.status, again.body]).toEqual([200, { id, upload: null }]);
      const other = await ana.post("/v1/attachments", { ...file.announcement, name: "b.txt" });
      expect([other.status, other.body.code]).toEqual([409, "id-reused"]);
    });

    test("is part of what its message is: a repeat gives it back, another one is refused", async () => {
      const ana = await server().customer();
      const [one, two] = [await uploadAs(ana, aFile("1.txt", "1")), await uploadAs(ana, aFile("2.txt", "2"))];
      const body = { ...message("Here"), attachments: [one] };
      const first = await ana.post("/v1/messages", body);
      const repeat = await ana.post("/v1/messages", body);
      expect([first.status, repeat.status]).toEqual([201, 200]);
      expect(repeat.body.item.attachments.map(({ id }: Body) => id)).toEqual([one]);
      for (const attachments of [[], [two], [one, two]]) {
        const { status, body: problem } = await ana.post("/v1/messages", { ...body, attachments });
        expect([status, problem.code]).toEqual([409, "id-reused"]);
      }
    });

    test("that is unknown, not uploaded, named twice or part of another message refuses the message", async () => {
      const ana = await server().customer();
      const announced = aFile("a.txt", "Words").announcement;
      await ana.post("/v1/attachments", announced);
      const used = await uploadAs(ana, aFile("b.txt", "Used"));
      await ana.post("/v1/messages", { ...message("Here"), attachments: [used] });
      const fresh = await uploadAs(ana, aFile("c.txt", "Fresh"));
      for (const attachments of [[randomUUID()], [announced.id], [fresh, fresh], [fresh, used]]) {
        const { status, body } = await ana.post("/v1/messages", { ...message("And"), attachments });
        expect([status, body.code]).toEqual([422, "invalid-attachments"]);
      }
      const { status } = await ana.post("/v1/messages", { ...message("And"), attachments: [fresh] });
      expect(status).toBe(201);
    });

    test("is measured against what the session announces", async () => {
      const ana = await server().customer();
      const { maxBytes, types } = (await ana.get("/v1/session")).body.capabilities.attachments;
      const { announcement } = aFile("a.txt", "Words");
      for (const wrong of [
        { bytes: maxBytes + 1 },
        { bytes: 0 },
        { bytes: "5" },
        { type: "text/html" },
        { type: "image/svg+xml" },
        { sha256: "0" },
        { name: "../a.txt" },
        { name: "" },
        { name: "a\u0000.txt" },
        { name: "a\u202Etxt.exe" },
        { name: "a\r\nSet-Cookie: b" },
      ]) {
        const { status, body } = await ana.post("/v1/attachments", { ...announcement, ...wrong });
        expect([wrong, status, body.code]).toEqual([wrong, 422, "invalid-attachment"]);
      }
      expect(types).toContain("image/png");
    });

    test("of an agent reaches the customer", async () => {
      const [ana, rui] = await Promise.all([server().customer(), server().agent()]);
      const { conversation } = (await ana.post("/v1/messages", message("Hello"))).body;
      const base = `/agent/v1/conversations/${conversation.id}`;
      await rui.post(`${base}/accept`);
      const file = aFile("guide.pdf", "%PDF-1.7 …");
      const { id } = file.announcement;
      const { upload } = (await rui.post(`${base}/attachments`, file.announcement)).body;
      expect(await put(ana, id, file.bytes)).toBe(404);
      await rui.request(upload.url, { method: "PUT", body: file.bytes });
      const sent = await rui.post(`${base}/messages`, { ...message("A guide"), attachments: [id] });
      expect(sent.status).toBe(201);
      await expect.poll(async () => (await get(ana, id)).status).toBe(200);
      expect((await lastItem(ana)).attachments[0].name).toBe("guide.pdf");
    });
  });
}
