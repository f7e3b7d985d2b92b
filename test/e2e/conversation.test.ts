// The rules of persistent chat between a customer in a real browser and an agent at the real API.

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  conversationOf,
  expectPage,
  openWorld,
  type Shop,
  signIn,
  visitShop,
  type World,
} from "../support/e2e.ts";
import type { Caller } from "../support/server.ts";

let world: World;
let agent: Caller;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  agent = await world.server.agent("rui");
});
afterAll(() => world.close());
afterEach(async () => {
  await agent.put("/agent/v1/hours", { open: true });
  await agent.put("/agent/v1/me", { available: true });
});

async function visit(): Promise<Shop & { customer: string }> {
  const customer = `guest${"abcdefghijklmnop".charAt((count += 1))}`;
  const context = await world.newBrowser();
  await signIn(context, world.server.url, customer);
  const shop = await visitShop(await context.newPage(), world.server.url);
  await shop.open();
  return { ...shop, customer };
}

const usedCapacity = async () => (await agent.get("/agent/v1/me")).body.capacity.used as number;
const act = (id: string, what: string) => agent.post(`/agent/v1/conversations/${id}/${what}`);
const reply = (id: string, text: string) =>
  agent.post(`/agent/v1/conversations/${id}/messages`, { id: crypto.randomUUID(), text });
const returnsOf = async (id: string) => {
  const items = (await agent.get("/agent/v1/notifications?after=0")).body.items as {
    kind: string;
    conversation: string;
  }[];
  return items.filter(({ kind, conversation }) => kind === "customer-returned" && conversation === id).length;
};

it("accepts a message while no agent is there and the hours are closed, and stays open", async () => {
  await agent.put("/agent/v1/hours", { open: false });
  await agent.put("/agent/v1/me", { available: false });
  const shop = await visit();
  await expectPage(shop.panel.getByText(/we answer from/i)).toBeVisible();
  await expectPage(shop.composer).toBeEnabled();
  await shop.send("Anybody there?");
  await expectPage(shop.sentMark).toBeVisible();
  expect(await conversationOf(agent, shop.customer)).toMatchObject({ state: "open", agent: null });
  await shop.page.context().close();
});

it("shows what the agent edits and deletes in the console in the open panel, in its place", async () => {
  const shop = await visit();
  await shop.send("Where is my order?");
  await expectPage(shop.sentMark).toBeVisible();
  const { id } = await conversationOf(agent, shop.customer);
  await act(id, "accept");
  for (const text of ["On its wya", "Wrong window, sorry", "Anything else?"]) await reply(id, text);
  await expectPage(shop.panel.getByText("Anything else?")).toBeVisible();

  const desk = await (await world.newBrowser()).newPage();
  await desk.goto(`${world.server.url}/console`);
  await desk.getByRole("button", { name: /Rui/ }).click();
  await desk.getByText("Anything else?").first().click();
  const transcript = desk.getByRole("log", { name: "Transcript" });
  await transcript.getByRole("button", { name: "Edit this message" }).first().click();
  await desk.getByRole("textbox", { name: "The message's text" }).fill("On its way");
  await desk.getByRole("button", { name: "Save" }).click();
  await expectPage(transcript.getByText("On its way")).toBeVisible();
  await transcript.getByRole("button", { name: "Delete this message" }).nth(1).click();
  await transcript.getByRole("button", { name: "Delete", exact: true }).click();

  await expectPage(shop.panel.getByText("Message deleted")).toBeVisible();
  await expectPage(shop.panel.getByText("edited", { exact: true })).toBeVisible();
  const texts = ["Where is my order?", "On its way", "Message deleted", "Anything else?"];
  expect(await shop.texts()).toEqual(texts);
  await shop.page.reload();
  await expectPage(shop.panel.getByText("Anything else?")).toBeVisible();
  expect(await shop.texts()).toEqual(texts);
  await desk.context().close();
  await shop.page.context().close();
});

it("gives the customer no way to end a conversation", async () => {
  const shop = await visit();
  await shop.send("Hello");
  await expectPage(shop.sentMark).toBeVisible();
  const { id } = await conversationOf(agent, shop.customer);
  await act(id, "accept");
  await expectPage(shop.panel.getByText("Rui is with you")).toBeVisible();
  const names = await shop.panel
    .getByRole("button")
    .evaluateAll((all) => all.map((b) => b.ariaLabel ?? b.textContent));
  expect(names.join()).not.toMatch(/\bend\b|finish|leave/i);
  const customer = await world.server.customer(shop.customer);
  expect(await customer.post(`/v1/conversations/${id}/end`)).toMatchObject({
    status: 403,
    body: { code: "customer-cannot-end" },
  });
  await shop.page.context().close();
});

it("waits without using capacity, tells the agent of the return, and is taken up again", async () => {
  const shop = await visit();
  await shop.send("I'll look for the receipt");
  await expectPage(shop.sentMark).toBeVisible();
  const { id } = await conversationOf(agent, shop.customer);
  const before = await usedCapacity();
  await act(id, "accept");
  await reply(id, "Take your time");
  await expectPage(shop.panel.getByText("Take your time")).toBeVisible();
  expect(await usedCapacity()).toBe(before + 1);
  await shop.panel.getByRole("button", { name: "Close" }).click();

  await act(id, "wait");
  expect(await usedCapacity()).toBe(before);
  expect(await returnsOf(id)).toBe(0);

  await shop.page.reload();
  await shop.open();
  await expectPage(shop.panel.getByText("Rui will be told when you write")).toBeVisible();
  await expect.poll(() => returnsOf(id)).toBe(1);
  expect((await conversationOf(agent, shop.customer)).state).toBe("waiting");

  // A console that was closed before ends the word that Rui is there, ten seconds later.
  await agent.put("/agent/v1/me", { available: true });
  await shop.send("Found it");
  await expectPage(shop.panel.getByText("Rui is with you")).toBeVisible();
  expect(await conversationOf(agent, shop.customer)).toMatchObject({ id, state: "active" });
  expect(await usedCapacity()).toBe(before + 1);
  await act(id, "end");
  await act(id, "close");
  await shop.page.context().close();
});

it("opens a new conversation in the same timeline with the first message after the agent's end", async () => {
  const shop = await visit();
  await shop.send("Question one");
  await expectPage(shop.sentMark).toBeVisible();
  const { id } = await conversationOf(agent, shop.customer);
  await act(id, "accept");
  await reply(id, "Answer one");
  await act(id, "end");
  await expectPage(shop.panel.getByText(/this conversation was closed/i)).toBeVisible();
  await expectPage(shop.composer).toBeEnabled();
  await act(id, "close");
  await shop.send("Question two");
  await expect.poll(async () => (await conversationOf(agent, shop.customer)).id).not.toBe(id);
  await shop.page.reload();
  await expectPage(shop.panel.getByText("Question two")).toBeVisible();
  await expect.poll(() => shop.texts()).toEqual(["Question one", "Answer one", "Question two"]);
  await shop.page.context().close();
});

it("never shows a place in the queue or a waiting time, even where a server tells of them", async () => {
  const shop = await visit();
  await shop.send("Hello");
  await expectPage(shop.sentMark).toBeVisible();
  await shop.page.route("**/v1/timeline*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { items: Record<string, unknown>[] };
    const [model] = body.items;
    const notices = ["queue-position", "wait-time"].map((notice, index) => ({
      id: `n_${notice}`,
      pos: 900 + index,
      seq: 900 + index,
      conversation: model?.conversation,
      kind: "notice",
      notice,
      text: "You are number 7; about 20 minutes",
      at: model?.at,
    }));
    await route.fulfill({ response, json: { ...body, items: [...body.items, ...notices] } });
  });
  await shop.page.reload();
  await expectPage(shop.panel.getByText("Hello")).toBeVisible();
  await expectPage(shop.panel.getByText(/number 7|queue|minutes/i)).toHaveCount(0);
  await shop.page.context().close();
});
