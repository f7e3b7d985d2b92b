// What the reference backend really answers, held against src/openapi.yaml: each operation, each status that is listed for it.

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { PROBLEMS } from "../../demo/server/http/problem.ts";
import {
  message,
  readAnswer,
  startServer,
  type Answer,
  type Caller,
  type TestServer,
} from "../support/server.ts";
import { aFile } from "../support/files.ts";
import { seedHistory } from "../support/server-seed.ts";

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, object>>;
}
interface ResponseObject {
  readonly headers?: Readonly<Record<string, { required?: boolean; schema?: object }>>;
  readonly content?: Readonly<Record<string, object>>;
}

const SEND_PER_MINUTE = 12;
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const openapi = parse(readFileSync(new URL("../../src/openapi.yaml", import.meta.url), "utf8"));
const ajv = new Ajv2020({ strict: false, allErrors: true });
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

const operations: { method: string; path: string; operation: Operation }[] = Object.entries(
  openapi.paths,
).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = (item as Record<string, Operation>)[method];
    return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
  }),
);

const pointer = (...parts: readonly string[]) =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

function follow(value: object): { value: ResponseObject; at: readonly string[] | null } {
  const ref = (value as { $ref?: string }).$ref;
  if (ref === undefined) return { value, at: null };
  const at = ref.slice(2).split("/");
  return { value: at.reduce((node, key) => node[key], openapi), at };
}

/** The schema's validator for one media type of one response. */
function validatorOf(path: string, method: string, status: string, type: string): ValidateFunction {
  const response = openapi.paths[path][method.toLowerCase()].responses[status];
  const at = follow(response).at ?? ["paths", path, method.toLowerCase(), "responses", status];
  return ajv.compile({ $ref: pointer(...at, "content", type, "schema") });
}

/** What the answer says against the document; empty when it keeps to it. */
function violations(method: string, path: string, answer: Answer): string[] {
  const found = operations.find((one) => one.method === method && one.path === path);
  if (!found) return [`${method} ${path} is not in the document`];
  const { responses } = found.operation;
  const status = String(answer.status) in responses ? String(answer.status) : "default";
  const declared = follow(responses[status] ?? {}).value;
  const headers = Object.entries(declared.headers ?? {}).flatMap(([name, header]) => {
    const { schema = {}, required } = follow(header).value as { schema?: object; required?: boolean };
    const value = answer.headers.get(name);
    if (value === null) return required ? [`header ${name} is missing`] : [];
    const isValid: boolean = ajv.compile(schema)(value);
    return isValid ? [] : [`header ${name}: ${value}`];
  });
  const type = answer.headers.get("Content-Type")?.split(";")[0] ?? "";
  if (!declared.content)
    return [...headers, ...(answer.body === null ? [] : ["a body where there should be none"])];
  if ("*/*" in declared.content) return headers;
  if (!(type in declared.content)) return [...headers, `${answer.status} with ${type}`];
  const validate = validatorOf(path, method, status, type);
  return validate(answer.body) ? headers : [...headers, ajv.errorsText(validate.errors)];
}

let server: TestServer;
/** Offers the required calls only. */
let bare: TestServer;
const covered = new Set<string>();

beforeAll(async () => {
  addFormats(ajv);
  ajv.addSchema(openapi, "openapi");
  server = await startServer({ sendPerMinute: SEND_PER_MINUTE, longPollMs: 50 });
  bare = await startServer({ live: [] });
}, 60_000);
afterAll(() => Promise.all([server.close(), bare.close()]));

interface CheckOptions {
  readonly id?: string;
  readonly attachment?: string;
  readonly query?: string;
  readonly body?: unknown;
  /** For `If-Match`. */
  readonly version?: number;
}

/** Makes the call, checks the answer against the document and the expected status, and notes that it was seen. */
async function check(
  caller: Caller,
  method: string,
  path: string,
  expected: number,
  { id = "x", attachment = randomUUID(), query = "", body, version }: CheckOptions = {},
): Promise<Answer> {
  const headers = {
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...(version !== undefined && { "If-Match": `"${version}"` }),
  };
  const init = {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
  return note(
    method,
    path,
    expected,
    await readAnswer(
      await caller.request(path.replace("{id}", id).replace("{attachment}", attachment) + query, init),
    ),
  );
}

function note(method: string, path: string, expected: number, answer: Answer): Answer {
  expect({
    call: `${method} ${path}`,
    status: answer.status,
    found: violations(method, path, answer),
  }).toEqual({
    call: `${method} ${path}`,
    status: expected,
    found: [],
  });
  covered.add(`${method} ${path} ${expected}`);
  return answer;
}

const AGENT = "/agent/v1/conversations/{id}";
const pathOf = (path: string, id: string, attachment: string) => `${path.replace("{id}", id)}/${attachment}`;

describe("the document", () => {
  test("lists exactly the codes that the server can answer", () => {
    expect(new Set(openapi.components.schemas.ErrorCode.enum)).toEqual(new Set(Object.keys(PROBLEMS)));
  });

  test("gives every operation a name of its own and a default answer", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { operation } of operations) expect(operation.responses).toHaveProperty("default");
  });
});

describe("real answers keep to the document", () => {
  const anonymous = (): Caller => ({
    ...({} as Caller),
    request: (path, init) => fetch(server.url + path, init),
  });

  test("of the required calls", async () => {
    const ana = await server.customer();
    await check(ana, "GET", "/v1/session", 200);
    const first = await check(ana, "GET", "/v1/timeline", 200);
    await seedHistory(server.demo, ana.id, 60);
    const body = {
      ...message("Hello"),
      attachments: [],
      sentAt: "2026-11-22T06:50:00Z",
      context: { page: "/" },
    };
    await check(ana, "POST", "/v1/messages", 201, { body });
    await check(ana, "POST", "/v1/messages", 200, { body });
    await check(ana, "GET", "/v1/session", 200);
    const page = await check(ana, "GET", "/v1/timeline", 200);
    await check(ana, "GET", "/v1/timeline", 200, { query: `?before=${page.body.before}` });
    await check(ana, "GET", "/v1/timeline", 200, { query: `?after=${first.body.cursor}` });
    await check(ana, "GET", "/v1/timeline", 400, { query: "?limit=none" });
    await check(ana, "GET", "/v1/timeline", 410, { query: "?after=none" });
    await check(ana, "POST", "/v1/messages", 400, { body: "{" });
    await check(ana, "POST", "/v1/messages", 409, { body: { ...body, text: "Other" } });
    await check(ana, "POST", "/v1/messages", 413, { body: "x".repeat(100_000) });
    await check(ana, "POST", "/v1/messages", 415);
    await check(ana, "POST", "/v1/messages", 422, { body: message("") });
    for (const [method, path] of [
      ["GET", "/v1/session"],
      ["GET", "/v1/timeline"],
      ["POST", "/v1/messages"],
    ] as const) {
      await check(anonymous(), method, path, 401);
    }
    const wrong = await readAnswer(await ana.request("/v1/session", { method: "DELETE" }));
    note("GET", "/v1/session", 405, wrong);
    const bob = await server.customer();
    for (let sent = 0; sent < SEND_PER_MINUTE; sent += 1) await bob.post("/v1/messages", message("One more"));
    const refused = await check(bob, "POST", "/v1/messages", 429, { body: message("Two") });
    expect(String(refused.body.retryAfter)).toBe(refused.headers.get("Retry-After"));
    expect((await bob.get("/v1/session")).body.capabilities.limits.sendPerMinute).toBe(SEND_PER_MINUTE);
  });

  test("of the long-poll", async () => {
    const ana = await server.customer();
    const first = (await ana.get("/v1/timeline")).body;
    await ana.post("/v1/messages", message("Hello"));
    const { body } = await check(ana, "GET", "/v1/timeline", 200, {
      query: `?after=${first.cursor}&wait=25`,
    });
    await check(ana, "GET", "/v1/timeline", 204, { query: `?after=${body.cursor}&wait=25` });
    await check(ana, "GET", "/v1/timeline", 400, { query: `?after=${body.cursor}&wait=0` });
    await check(ana, "GET", "/v1/timeline", 410, { query: "?after=none&wait=25" });
  });

  test("of the capabilities", async () => {
    const ana = await server.customer();
    await ana.post("/v1/messages", message("Hello"));
    const { head } = (await ana.get("/v1/session")).body;
    const gone = new AbortController();
    const stream = await ana.request(`/v1/stream?after=${head}`, { signal: gone.signal });
    note("GET", "/v1/stream", 200, { status: stream.status, headers: stream.headers, body: "" });
    gone.abort();
    await check(ana, "GET", "/v1/stream", 400);
    await check(ana, "GET", "/v1/stream", 410, { query: "?after=none" });
    await check(ana, "PUT", "/v1/read", 204, { body: { pos: 1 } });
    await check(ana, "PUT", "/v1/presence", 204, { body: { panel: "open", visible: true } });
    await check(ana, "POST", "/v1/typing", 202, { body: { on: true } });
    const rui = await server.agent("rui");
    const id: string = (await ana.get("/v1/session")).body.conversation.id;
    const rating = "/v1/conversations/{id}/rating";
    await check(ana, "PUT", rating, 409, { id, body: { score: 5 } });
    for (const step of ["accept", "end"]) await rui.post(`/agent/v1/conversations/${id}/${step}`);
    await check(ana, "PUT", rating, 204, { id, body: { score: 5, comment: "Thank you" } });
    await check(ana, "GET", "/v1/session", 200);
    await check(rui, "GET", AGENT, 200, { id });
    await check(ana, "PUT", rating, 404, { id: "cv_0", body: { score: 5 } });
    for (const [method, path] of [
      ["PUT", "/v1/read"],
      ["PUT", "/v1/presence"],
      ["POST", "/v1/typing"],
      ["PUT", rating],
    ] as const) {
      await check(ana, method, path, 400, { id, body: "{" });
      await check(ana, method, path, 415, { id });
      await check(ana, method, path, 422, { id, body: {} });
    }
    await check(ana, "PUT", "/v1/read", 413, { body: "x".repeat(100_000) });
    await check(ana, "POST", "/v1/conversations/{id}/end", 403);
    for (const [method, path] of [
      ["GET", "/v1/stream"],
      ["PUT", "/v1/read"],
      ["PUT", "/v1/presence"],
      ["POST", "/v1/typing"],
      ["PUT", rating],
      ["POST", "/v1/conversations/{id}/end"],
    ] as const) {
      await check(anonymous(), method, path, 401);
    }
  });

  test("of files", async () => {
    const ana = await server.customer();
    const rui = await server.agent("rui");
    const id: string = (await ana.post("/v1/messages", message("Hello"))).body.conversation.id;
    await rui.post(`/agent/v1/conversations/${id}/accept`);
    for (const [caller, path] of [
      [ana, "/v1/attachments"],
      [rui, `${AGENT}/attachments`],
    ] as const) {
      const { announcement, text } = aFile("notes.txt", "Some notes");
      const attachment = announcement.id;
      await check(caller, "POST", path, 201, { id, body: announcement });
      await check(caller, "POST", path, 200, { id, body: announcement });
      await check(caller, "POST", path, 409, { id, body: { ...announcement, bytes: 3 } });
      await check(caller, "POST", path, 422, { id, body: { ...announcement, name: "" } });
      await check(caller, "PUT", `${path}/{attachment}/bytes`, 404, { id, body: text });
      await check(caller, "PUT", `${path}/{attachment}/bytes`, 422, { id, attachment, body: "Others" });
      await check(caller, "GET", `${path}/{attachment}`, 404, { id, attachment });
      await check(caller, "PUT", `${path}/{attachment}/bytes`, 204, { id, attachment, body: text });
      await expect.poll(async () => (await caller.request(pathOf(path, id, attachment))).status).toBe(200);
      await check(caller, "GET", `${path}/{attachment}`, 200, { id, attachment });
      await check(caller, "POST", path, 200, { id, body: announcement });
      const page = aFile("page.txt", "bytes that are no text: \0");
      await check(caller, "POST", path, 201, { id, body: page.announcement });
      await check(caller, "PUT", `${path}/{attachment}/bytes`, 204, {
        id,
        attachment: page.announcement.id,
        body: page.text,
      });
      await check(caller, "GET", `${path}/{attachment}`, 403, { id, attachment: page.announcement.id });
    }
    await check(rui, "POST", `${AGENT}/attachments`, 404, {
      id: "cv_0",
      body: aFile("a.txt", "a").announcement,
    });
    await check(ana, "POST", "/v1/attachments", 400, { body: "{" });
    await check(ana, "POST", "/v1/attachments", 413, { body: "x".repeat(100_000) });
    await check(ana, "POST", "/v1/attachments", 415);
    for (const [method, path] of [
      ["POST", "/v1/attachments"],
      ["PUT", "/v1/attachments/{attachment}/bytes"],
      ["GET", "/v1/attachments/{attachment}"],
    ] as const) {
      await check(anonymous(), method, path, 401);
    }
  });

  test("of the capabilities that are not offered", async () => {
    const ana = await bare.customer();
    expect((await check(ana, "GET", "/v1/session", 200)).body.capabilities.live).toEqual([]);
    for (const { method, path, operation } of operations) {
      const query = path === "/v1/timeline" || path === "/v1/stream" ? "?after=none&wait=25" : "";
      if ("501" in operation.responses) await check(ana, method, path, 501, { query });
    }
  });

  test("of changed messages", async () => {
    const ana = await server.customer();
    const [rui, mia] = await Promise.all([server.agent("rui"), server.agent("mia")]);
    const { item, conversation } = (await ana.post("/v1/messages", message("Helo"))).body;
    await rui.post(`/agent/v1/conversations/${conversation.id}/accept`);
    const sent = await rui.post(`/agent/v1/conversations/${conversation.id}/messages`, message("On it"));
    const answer = sent.body.item;
    for (const [own, other, path, one, foreign] of [
      [ana, ana, "/v1/messages/{id}", item, answer],
      [rui, mia, "/agent/v1/messages/{id}", answer, answer],
    ] as const) {
      const body = { text: "Hello" };
      const version: number = one.seq;
      const { id } = one;
      await check(own, "PATCH", path, 428, { id, body });
      await check(own, "PATCH", path, 412, { id, body, version: version + 100 });
      await check(own, "PATCH", path, 422, { id, body: { text: "" }, version });
      await check(own, "PATCH", path, 200, { id, body, version });
      await check(other, "PATCH", path, 403, { id: foreign.id, body, version: foreign.seq });
      await check(own, "PATCH", path, 404, { id: "m_0", body, version });
      await check(own, "DELETE", path, 428, { id });
      await check(own, "DELETE", path, 412, { id, version });
      await check(other, "DELETE", path, 403, { id: foreign.id, version: foreign.seq });
      await check(own, "DELETE", path, 404, { id: "m_0", version });
      const deleted = await own.request(path.replace("{id}", id), {
        method: "DELETE",
        headers: { "If-Match": "*" },
      });
      note("DELETE", path, 200, await readAnswer(deleted));
    }
    await check(ana, "PATCH", "/v1/messages/{id}", 400, { id: item.id, body: "{", version: 1 });
    await check(anonymous(), "PATCH", "/v1/messages/{id}", 401, { body: {}, version: 1 });
    await check(anonymous(), "DELETE", "/v1/messages/{id}", 401, { version: 1 });
    await check(ana, "GET", "/v1/timeline", 200);
    await check(rui, "GET", `${AGENT}/timeline`, 200, { id: conversation.id });
  });

  test("of the agent side", async () => {
    const ana = await server.customer();
    const [rui, mia] = await Promise.all([server.agent("rui"), server.agent("mia")]);
    const id: string = (await ana.post("/v1/messages", { ...message("Hello"), context: { page: "/" } })).body
      .conversation.id;
    await check(anonymous(), "POST", "/agent/v1/session", 200, { body: { agent: "rui" } });
    await check(anonymous(), "POST", "/agent/v1/session", 422, { body: { agent: "ana" } });
    await check(rui, "GET", "/agent/v1/me", 200);
    await check(rui, "PUT", "/agent/v1/me", 200, { body: { available: true } });
    await check(rui, "PUT", "/agent/v1/me", 422, { body: {} });
    await check(rui, "GET", "/agent/v1/hours", 200);
    await check(rui, "PUT", "/agent/v1/hours", 200, { body: { open: false } });
    await check(rui, "PUT", "/agent/v1/hours", 200, { body: { open: true } });
    await check(rui, "PUT", "/agent/v1/hours", 422, { body: {} });
    await check(rui, "GET", "/agent/v1/notifications", 200);
    await check(rui, "GET", "/agent/v1/notifications", 400, { query: "?after=x" });
    await check(rui, "GET", "/agent/v1/stream", 400, { query: "?after=x" });
    const gone = new AbortController();
    const stream = await rui.request("/agent/v1/stream", { signal: gone.signal });
    note("GET", "/agent/v1/stream", 200, { status: stream.status, headers: stream.headers, body: "" });
    gone.abort();
    await check(rui, "GET", "/agent/v1/conversations", 200);
    await check(rui, "GET", "/agent/v1/conversations", 400, { query: "?state=none" });
    await check(rui, "GET", AGENT, 200, { id });
    await check(rui, "POST", `${AGENT}/wait`, 409, { id });
    await check(rui, "POST", `${AGENT}/end`, 409, { id });
    await check(rui, "POST", `${AGENT}/accept`, 200, { id });
    await check(mia, "POST", `${AGENT}/accept`, 409, { id });
    await check(mia, "POST", `${AGENT}/wait`, 403, { id });
    await check(mia, "POST", `${AGENT}/end`, 403, { id });
    await check(mia, "POST", `${AGENT}/messages`, 403, { id, body: message("Hello") });
    const body = { ...message("On *it*"), format: "markdown", quickReplies: ["Thanks"] };
    await check(rui, "POST", `${AGENT}/messages`, 201, { id, body });
    await check(rui, "POST", `${AGENT}/messages`, 200, { id, body });
    await check(rui, "POST", `${AGENT}/messages`, 409, { id, body: { ...body, text: "Other" } });
    await check(rui, "POST", `${AGENT}/messages`, 422, { id, body: message("") });
    await check(rui, "POST", `${AGENT}/read`, 200, { id, body: { pos: 2 } });
    await check(rui, "POST", `${AGENT}/read`, 422, { id, body: {} });
    await check(rui, "POST", `${AGENT}/typing`, 202, { id, body: { on: true } });
    await check(rui, "POST", `${AGENT}/typing`, 422, { id, body: {} });
    await check(mia, "POST", `${AGENT}/typing`, 403, { id, body: { on: true } });
    await check(rui, "POST", `${AGENT}/typing`, 404, { id: "cv_0", body: { on: true } });
    const timeline = await check(rui, "GET", `${AGENT}/timeline`, 200, { id });
    await check(rui, "GET", `${AGENT}/timeline`, 200, { id, query: `?after=${timeline.body.cursor}` });
    await check(rui, "GET", `${AGENT}/timeline`, 410, { id, query: "?after=none" });
    await check(rui, "POST", `${AGENT}/wait`, 200, { id });
    await check(rui, "POST", `${AGENT}/end`, 200, { id });
    await check(mia, "POST", `${AGENT}/close`, 403, { id });
    await check(rui, "POST", `${AGENT}/close`, 200, { id });
    const second: string = (await ana.post("/v1/messages", message("Again"))).body.conversation.id;
    await check(rui, "POST", `${AGENT}/close`, 409, { id: second });
    await check(rui, "GET", AGENT, 404, { id: "cv_0" });
    await check(rui, "POST", `${AGENT}/accept`, 404, { id: "cv_0" });
    await check(rui, "GET", `${AGENT}/timeline`, 404, { id: "cv_0" });
    await check(rui, "POST", `${AGENT}/messages`, 404, { id: "cv_0", body: message("Hello") });
    await check(rui, "POST", `${AGENT}/read`, 404, { id: "cv_0", body: { pos: 1 } });
    await check(ana, "GET", "/agent/v1/me", 401);
    await check(ana, "GET", "/agent/v1/conversations", 401);
  });

  test("and every answer that the document lists was seen", () => {
    const listed = operations.flatMap(({ method, path, operation }) =>
      Object.keys(operation.responses)
        .filter((status) => status !== "default")
        .map((status) => `${method} ${path} ${status}`),
    );
    expect(listed.filter((answer) => !covered.has(answer))).toEqual([]);
  });

  test("of calls that the document doesn't know are problems too", async () => {
    const ana = await server.customer();
    const { status, body } = await ana.get("/v1/unknown");
    expect(status).toBe(404);
    expect(ajv.validate({ $ref: pointer("components", "schemas", "Problem") }, body)).toBe(true);
  });
});
