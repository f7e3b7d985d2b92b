// Bad input: a problem with a stable code, nothing stored, and a server that goes on.

import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { message, readAnswer, type Caller, type TestServer } from "../support/server.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

async function rowCounts(server: TestServer): Promise<unknown> {
  const tables = ["thread", "conversation", "item", "notification"];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  return (await server.demo.store.db.query(`SELECT ${counts.join(", ")}`))[0];
}

/** Runs the refused calls and checks that they left no trace. */
async function leavesNoTrace(server: TestServer, run: () => Promise<void>): Promise<void> {
  const before = await rowCounts(server);
  await run();
  expect(await rowCounts(server)).toEqual(before);
  expect(server.errors).toEqual([]);
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ ok: true });
}

async function expectProblem(
  reply: Promise<Response>,
  status: number,
  code: string,
  hint = code,
): Promise<void> {
  const response = await reply;
  const answer = await readAnswer(response);
  expect([hint, answer.status, answer.body.code]).toEqual([hint, status, code]);
  expect(answer.body).toMatchObject({ type: `/problems/${code}`, title: expect.any(String), status });
  expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
}

const send = (caller: Caller, body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
  caller.request("/v1/messages", { method: "POST", body, headers });
const sendJson = (caller: Caller, body: unknown) => send(caller, JSON.stringify(body));

export function inputRules(server: () => TestServer): void {
  describe("bad input", () => {
    test("that is not JSON, not an object or not declared as JSON", async () => {
      const customer = await server().customer();
      await leavesNoTrace(server(), async () => {
        for (const body of ["", "{", "{'id':1}", '{"id":"x"', "\u0000", new Uint8Array([0x7b, 0xff, 0x7d])]) {
          await expectProblem(send(customer, body), 400, "invalid-json", String(body));
        }
        for (const body of ["[]", "null", "7", '"text"']) {
          await expectProblem(send(customer, body), 422, "invalid-body", body);
        }
        for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
          const reply = send(customer, JSON.stringify(message("Hello")), { "Content-Type": type });
          await expectProblem(reply, 415, "unsupported-media-type", type);
        }
      });
    });

    test("of 10 MB, with or without a declared length", async () => {
      const customer = await server().customer();
      const huge = JSON.stringify(message("x".repeat(10_000_000)));
      await leavesNoTrace(server(), async () => {
        await expectProblem(send(customer, huge), 413, "body-too-large");
        const chunked = {
          method: "POST",
          headers: JSON_TYPE,
          body: new Blob([huge]).stream(),
          duplex: "half",
        };
        await expectProblem(customer.request("/v1/messages", chunked), 413, "body-too-large", "chunked");
      });
    });

    test.each([
      ["empty", ""],
      ["too long", "x".repeat(4_001)],
      ["with U+0000", "a\u0000b"],
      ["with a lone high surrogate", "a\ud800b"],
      ["with a lone low surrogate", "\udc00"],
      ["with a surrogate pair the wrong way round", "\udc00\ud800"],
      ["missing", undefined],
      ["a number", 7],
      ["an object", { text: "Hello" }],
    ])("text: %s", async (_, text) => {
      const customer = await server().customer();
      await leavesNoTrace(server(), () =>
        expectProblem(sendJson(customer, { id: randomUUID(), text }), 422, "invalid-text"),
      );
    });

    test("ids that are no UUID in lower case", async () => {
      const customer = await server().customer();
      await leavesNoTrace(server(), async () => {
        for (const id of [
          "",
          "1",
          randomUUID().toUpperCase(),
          `${randomUUID()} `,
          null,
          7,
          { toString: "x" },
        ]) {
          await expectProblem(
            sendJson(customer, { id, text: "Hello" }),
            422,
            "invalid-id",
            JSON.stringify(id),
          );
        }
      });
    });

    test("a context that is too large, no object, or not of strings", async () => {
      const customer = await server().customer();
      await leavesNoTrace(server(), async () => {
        for (const context of [
          { page: "x".repeat(2_048) },
          { page: 7 },
          ["/cart"],
          "/cart",
          { page: "\ud800" },
          { "a\u0000": "" },
        ]) {
          await expectProblem(sendJson(customer, { ...message("Hello"), context }), 422, "invalid-context");
        }
        for (const attachments of [["at_1"], "at_1", {}]) {
          await expectProblem(
            sendJson(customer, { ...message("Hello"), attachments }),
            422,
            "invalid-attachments",
          );
        }
      });
    });

    test("positions and presence of the wrong type", async () => {
      const customer = await server().customer();
      const put = (path: string, body: unknown) =>
        customer.request(path, { method: "PUT", body: JSON.stringify(body), headers: JSON_TYPE });
      await leavesNoTrace(server(), async () => {
        for (const pos of [-1, 1.5, "3", null, undefined, 2 ** 53]) {
          await expectProblem(put("/v1/read", { pos }), 422, "invalid-body", String(pos));
        }
        for (const body of [{}, { panel: "ajar", visible: true }, { panel: "open", visible: "yes" }]) {
          await expectProblem(put("/v1/presence", body), 422, "invalid-body");
        }
      });
    });

    test("calls and addresses that this backend doesn't offer", async () => {
      const customer = await server().customer();
      const call = (method: string, path: string) => customer.request(path, { method });
      await leavesNoTrace(server(), async () => {
        await expectProblem(call("GET", "/v1/conversations/cv_1/export"), 501, "not-supported");
        await expectProblem(call("GET", "/v1/nothing"), 404, "not-found");
        await expectProblem(call("DELETE", "/v1/session"), 405, "method-not-allowed");
        await expectProblem(call("GET", "/v1/messages"), 405, "method-not-allowed");
      });
    });

    test("changes of messages that name no version or no message", async () => {
      const customer = await server().customer();
      const rui = await server().agent();
      const { item } = (await customer.post("/v1/messages", message("Hello"))).body;
      await leavesNoTrace(server(), async () => {
        for (const [caller, base] of [
          [customer, "/v1/messages"],
          [rui, "/agent/v1/messages"],
        ] as const) {
          const call = (method: string, id: string, version: string, text: unknown = "Bye") =>
            caller.request(`${base}/${id}`, {
              method,
              headers: { ...JSON_TYPE, "If-Match": version },
              ...(method === "PATCH" && { body: JSON.stringify({ text }) }),
            });
          for (const method of ["PATCH", "DELETE"]) {
            await expectProblem(call(method, item.id, ""), 428, "version-needed");
            for (const id of ["m_1", "%00", "n_1", "'; DROP TABLE item; --"])
              await expectProblem(call(method, id, "*"), 404, "not-found", id);
          }
          for (const text of ["", "\u0000", null, 7, "x".repeat(4_001)])
            await expectProblem(call("PATCH", item.id, "*", text), 422, "invalid-text");
        }
      });
    });

    test("ids of conversations that don't exist", async () => {
      const rui = await server().agent();
      await leavesNoTrace(server(), async () => {
        for (const id of ["cv_1", "%00", "..%2F..", "'; DROP TABLE item; --"]) {
          const path = `/agent/v1/conversations/${id === "%00" || id.includes("%") ? id : encodeURIComponent(id)}`;
          await expectProblem(rui.request(path), 404, "not-found", id);
          await expectProblem(rui.request(`${path}/accept`, { method: "POST" }), 404, "not-found", id);
        }
      });
    });
  });

  describe("tokens", () => {
    const claims = { name: "Ana" };
    const seconds = () => Math.floor(Date.now() / 1000);

    async function expectRefused(token: string | null, hint: string): Promise<void> {
      const headers: Record<string, string> = {
        ...JSON_TYPE,
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      };
      const calls = [
        fetch(`${server().url}/v1/session`, { headers }),
        fetch(`${server().url}/v1/messages`, {
          method: "POST",
          headers,
          body: JSON.stringify(message("Hello")),
        }),
        fetch(`${server().url}/v1/stream?after=e0.0`, { headers }),
      ];
      for (const reply of calls) {
        await expectProblem(reply, 401, "unauthorized", hint);
        expect((await reply).headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
      }
    }

    test("that are missing, expired, for others, unsigned or signed by others are refused", async () => {
      const { tokens } = server().demo;
      const subject = { id: "ana", name: "Ana" };
      const { privateKey } = await generateKeyPair("ES256");
      const own = async (change: (jwt: SignJWT) => SignJWT) =>
        change(
          new SignJWT(claims)
            .setProtectedHeader({ alg: "ES256", kid: String(tokens.jwks.keys[0]?.kid) })
            .setIssuer("ajar-demo")
            .setAudience("ajar-chat")
            .setSubject("ana")
            .setIssuedAt()
            .setExpirationTime("5m"),
        ).sign(privateKey);
      const good = await tokens.issue("ajar-chat", subject, 60_000);
      const [header, payload, signature] = good.split(".");
      const none = Buffer.from('{"alg":"none"}').toString("base64url");
      const unsecured = new UnsecuredJWT(claims)
        .setIssuer("ajar-demo")
        .setAudience("ajar-chat")
        .setSubject("ana")
        .setExpirationTime(seconds() + 60)
        .encode();

      await leavesNoTrace(server(), async () => {
        await expectRefused(null, "missing");
        await expectRefused("nonsense", "nonsense");
        await expectRefused(await tokens.issue("ajar-chat", subject, -60_000), "expired");
        await expectRefused(await tokens.issue("ajar-agent", subject, 60_000), "an agent's");
        await expectRefused(await tokens.issue("ajar-shop", subject, 60_000), "the shop's");
        await expectRefused(await own((jwt) => jwt), "signed by another key");
        await expectRefused(unsecured, "unsecured");
        await expectRefused(`${none}.${payload}.`, "alg none");
        await expectRefused(`${none}.${payload}.${signature}`, "alg none with a signature");
        await expectRefused(`${header}.${payload}.`, "signature cut off");
        const other = Buffer.from(JSON.stringify({ sub: "bob" })).toString("base64url");
        await expectRefused(`${header}.${other}.${signature}`, "payload replaced");
        await expectRefused(await tokens.issue("ajar-chat", { id: "", name: "" }, 60_000), "no subject");
      });
    });

    test("of customers don't open the agent side", async () => {
      const customer = await server().customer("rui");
      const { status, body } = await customer.get("/agent/v1/conversations");
      expect([status, body.code]).toEqual([401, "unauthorized"]);
    });
  });
}
