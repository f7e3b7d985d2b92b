// Customers whom nobody met before, at the demo shop: one for each test, so that tests can share a server and a browser.

import { randomUUID } from "node:crypto";
import type { BrowserContext, Locator, Page } from "playwright/test";
import { conversationOf, type Shop, signIn, visitShop, type World } from "./e2e.ts";
import type { Caller } from "./server.ts";

export interface Visitor {
  readonly customer: string;
  readonly context: BrowserContext;
  /** Another tab of the same browser, at the shop. */
  newTab(path?: string): Promise<Shop>;
}

/** The shop takes letters only. */
export function newCustomer(): string {
  const letters = randomUUID().replaceAll(/\W/g, "").slice(0, 10);
  return `guest${letters.replaceAll(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)))}`;
}

/** A browser of their own in which they are signed in at the shop; no page yet. */
export async function newVisitor(
  world: World,
  { customer = newCustomer(), prepare }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await world.newBrowser();
  await signIn(context, world.server.url, customer);
  await prepare?.(context);
  return { customer, context, newTab: async () => visitShop(await context.newPage(), world.server.url) };
}

export interface VisitorOptions {
  /** Who signs in. Default: somebody new. */
  readonly customer?: string;
  /** Runs before the first page is there. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** The panel's notice that the browser's storage failed. */
export const notKept = ({ panel }: Shop): Locator =>
  panel.getByText("Unsent messages can't be kept on this device.");

interface ServerItem {
  readonly kind: string;
  readonly clientId?: string | null;
  readonly text?: string;
  readonly author?: { readonly role: string };
}

/** The newest messages' texts that the server has for a customer, in order (at most 200). */
export async function serverTexts(world: World, customer: string): Promise<string[]> {
  const caller = await world.server.customer(customer);
  const { status, body } = await caller.get("/v1/timeline?limit=200");
  if (status !== 200) throw new Error(`The timeline of ${customer} answered ${status}`);
  const messages = (body.items as ServerItem[]).filter(({ kind }) => kind === "message");
  return messages.map(({ text }) => text ?? "(deleted)");
}

/** Was the server told that the customer has read all there is? Pages tell it when they have nothing else to do. */
export async function hasReadAll(world: World, customer: string): Promise<boolean> {
  const { body } = await (await world.server.customer(customer)).get("/v1/timeline");
  return body.conversation.customerRead === body.items.at(-1).pos;
}

/** Answers in the customer's conversation as the agent does, accepting it first where need be. */
export async function reply(agent: Caller, customer: string, text: string): Promise<void> {
  const { id, state } = await conversationOf(agent, customer);
  if (state === "open") await agent.post(`/agent/v1/conversations/${id}/accept`);
  const { status } = await agent.post(`/agent/v1/conversations/${id}/messages`, { id: randomUUID(), text });
  if (status !== 201) throw new Error(`The answer was refused: ${status}`);
}

/** The requests to the chat's API (`/v1/…`) since an earlier count of all requests, as `GET /v1/session`. */
export function chatRequests(world: World, since = 0): string[] {
  return world.server.requests
    .slice(since)
    .filter(({ method, path }) => path.startsWith("/v1/") && method !== "OPTIONS")
    .map(({ method, path }) => `${method} ${path}`);
}

/** When this resolves, the server has seen every request that the page had made before. */
export async function requestsAreIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await fetch("/shop/session", { cache: "no-store" });
  });
}
