// The widget on the real client, against a backend played by msw: slow, busy, refusing, and hidden behind somebody's HTML.

import { delay, http, HttpResponse } from "msw";
import { setupWorker } from "msw/browser";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { startWidget, type Widget } from "../../src/widget/index.ts";
import { findShown, useDesktop, type Shown } from "./show.ts";

const worker = setupWorker();
let widget: Widget | null = null;
let backend = "";
let posted: { id: string; text: string }[] = [];
let testCount = 0;

beforeAll(() => worker.start({ quiet: true, onUnhandledFrame: "bypass" }));
afterAll(() => worker.stop());

beforeEach(async () => {
  await useDesktop();
  // Each test has a backend, and so stored things, of its own.
  backend = `${location.origin}/chat-${Date.now()}-${testCount++}`;
  posted = [];
  worker.resetHandlers(
    http.get(`${backend}/v1/session`, () => HttpResponse.json(session)),
    http.get(`${backend}/v1/timeline`, ({ request }) => {
      const after = new URL(request.url).searchParams.get("after");
      return HttpResponse.json(after === null ? newest : nothingSince(after));
    }),
    http.post(`${backend}/v1/messages`, async ({ request }) => accept(await request.json())),
    http.put(`${backend}/v1/*`, () => new HttpResponse(null, { status: 204 })),
  );
});

afterEach(() => {
  widget?.destroy();
  widget = null;
  vi.restoreAllMocks();
});

const conversation = {
  id: "cv_1",
  seq: 20,
  state: "waiting",
  agent: { id: "ag_7", name: "Rui", avatarUrl: null },
  customerRead: 11,
  agentRead: 10,
  openedAt: "2026-11-20T09:12:04Z",
  closedAt: null,
};
const session = {
  customer: { id: "ana", name: "Ana" },
  workstream: { id: "support", mode: "persistent" },
  conversation,
  head: "e1.20",
  unread: 0,
  capabilities: { receipts: true },
};
const newest = {
  items: [itemOf(10, "customer", "Where is my order?"), itemOf(11, "agent", "On its way.")],
  before: null,
  cursor: "e1.20",
  conversation,
};

const nothingSince = (cursor: string) => ({ from: cursor, items: [], cursor, more: false, conversation });

function itemOf(pos: number, role: "customer" | "agent", text: string, clientId: string | null = null) {
  const author = role === "agent" ? { role, id: "ag_7", name: "Rui" } : { role, id: "ana", name: "Ana" };
  const at = "2026-11-20T10:00:00Z";
  return {
    id: `m_${pos}`,
    pos,
    seq: pos,
    conversation: "cv_1",
    kind: "message",
    author,
    clientId,
    at,
    text,
    format: "plain",
  };
}

function accept(body: unknown) {
  const message = body as { id: string; text: string };
  posted.push(message);
  const item = itemOf(20 + posted.length, "customer", message.text, message.id);
  return HttpResponse.json({ item, conversation: { ...conversation, seq: item.seq } }, { status: 201 });
}

const problem = (status: number, code: string, headers = {}) =>
  HttpResponse.json(
    { type: `/problems/${code}`, title: code, status, code },
    {
      status,
      headers: { "content-type": "application/problem+json", ...headers },
    },
  );

function open(customer: string | null = "ana", tokenDelayMs = 0): Shown {
  const part = (json: object) => btoa(JSON.stringify(json)).replaceAll("=", "");
  const now = Math.floor(Date.now() / 1000);
  const token = customer && `${part({ alg: "none" })}.${part({ sub: customer, iat: now, exp: now + 600 })}.x`;
  widget = startWidget({ backend, getToken: () => delay(tokenDelayMs).then(() => token) });
  const shown = findShown(widget);
  widget.open();
  return shown;
}

test("brings the transcript back by itself, and says how things stand", async () => {
  const { view } = open();
  await view.findByText("On its way.");
  expect(view.getByText("Where is my order?")).toBeTruthy();
  expect(view.getByText("Rui will be told when you write")).toBeTruthy();
  expect(view.getByText("Read")).toBeTruthy();
});

test("sends a message and says when the server has it", async () => {
  const { view } = open();
  await view.findByText("On its way.");
  await userEvent.keyboard("Thanks{Enter}");
  await view.findByText("Sent");
  expect(posted.map(({ text }) => text)).toEqual(["Thanks"]);
  expect(view.getAllByText("Thanks")).toHaveLength(1);
});

test("sends exactly once to a backend that is busy at first", async () => {
  const tried: string[] = [];
  worker.use(
    http.post(
      `${backend}/v1/messages`,
      async ({ request }) => {
        tried.push(((await request.clone().json()) as { id: string }).id);
        return problem(429, "rate-limited", { "retry-after": "1" });
      },
      { once: true },
    ),
  );
  const { view } = open();
  await view.findByText("On its way.");
  await userEvent.keyboard("Thanks{Enter}");
  await view.findByText("Sent", {}, { timeout: 8000 });
  expect(posted.map(({ id }) => id)).toEqual(tried);
}, 12_000);

test("takes text while somebody's HTML page answers, and sends it afterwards", async () => {
  let isPortal = true;
  const page = () => (isPortal ? HttpResponse.html("<h1>Welcome to the hotel's Wi-Fi</h1>") : undefined);
  worker.use(http.all(`${backend}/v1/*`, page));
  const { view, field } = open();
  await view.findByText("Can't reach the chat. Trying again by itself.", {}, { timeout: 5000 });
  expect(view.queryByText(/closed/)).toBeNull();
  await userEvent.keyboard("Thanks{Enter}");
  expect(await view.findByText("Thanks")).toBeTruthy();
  expect(field().value).toBe("");
  isPortal = false;
  await view.findByText("Sent", {}, { timeout: 15_000 });
  expect(posted.map(({ text }) => text)).toEqual(["Thanks"]);
}, 25_000);

test("waits for a slow backend without a word of anybody, and keeps what is typed meanwhile", async () => {
  worker.use(
    http.get(`${backend}/v1/:call`, async () => {
      await delay(3000);
    }),
  );
  const { view, field } = open();
  await userEvent.keyboard("I am back");
  await view.findByText("Connecting…", {}, { timeout: 3000 });
  expect(view.getByText("Loading messages")).toBeTruthy();
  await view.findByText("On its way.", {}, { timeout: 10_000 });
  expect(field().value).toBe("I am back");
}, 20_000);

test("keeps what is typed before anybody knows who types", async () => {
  const { view, field } = open("ana", 600);
  await userEvent.keyboard("Hello");
  await view.findByText("On its way.", {}, { timeout: 5000 });
  expect(field().value).toBe("Hello");
});

test("shows a refused message with its reason, and gives its text back", async () => {
  worker.use(http.post(`${backend}/v1/messages`, () => problem(422, "invalid-text")));
  const { view, field } = open();
  await view.findByText("On its way.");
  await userEvent.keyboard("Thanks{Enter}");
  (await view.findByRole("button", { name: "Edit" })).click();
  await expect.poll(() => field().value).toBe("Thanks");
  expect(view.queryByText(/Not sent/)).toBeNull();
});

test("says that the browser is offline and still takes text", async () => {
  const { view } = open();
  await view.findByText("On its way.");
  let isOffline = true;
  worker.use(http.all(`${backend}/v1/*`, () => (isOffline ? HttpResponse.error() : undefined)));
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  window.dispatchEvent(new Event("offline"));
  await view.findByText(/^You are offline/);
  await userEvent.keyboard("Later{Enter}");
  await view.findByText(/^(?:On this device|Sending)$/);
  expect(posted).toEqual([]);
  isOffline = false;
  vi.restoreAllMocks();
  window.dispatchEvent(new Event("online"));
  await view.findByText("Sent");
  expect(posted.map(({ text }) => text)).toEqual(["Later"]);
});

test("asks to sign in when the host says that nobody is, and tells the host", async () => {
  const needed = vi.fn();
  window.addEventListener("ajar:signin:needed", needed);
  const { view } = open(null);
  await view.findByRole("heading", { name: "Sign in to chat" });
  expect(view.queryByRole("textbox")).toBeNull();
  expect(needed).toHaveBeenCalled();
  window.removeEventListener("ajar:signin:needed", needed);
});

test("keeps everything when the token is refused, and asks to sign in again", async () => {
  worker.use(http.all(`${backend}/v1/*`, () => problem(401, "unauthorized")));
  const { view, field } = open();
  await view.findByText("Please sign in again to go on.", {}, { timeout: 5000 });
  expect(field().disabled).toBe(false);
});
