// A server that goes away and comes back, with all that it had, or with less: a restored backup has a new name for its
// history, or at least a counter that went back. What was not acknowledged is sent; what the backup lost goes from view.

import type { Browser } from "playwright/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { expectPage, sharedBrowser } from "../support/e2e.ts";
import { drop } from "../support/faults.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { inLongForm, agentOf, bubble, meet, type MeetOptions, type Visitor } from "../support/fault-world.ts";
import { type RestartableServer, startRestartableServer } from "../support/restartable-server.ts";
import { seedHistory } from "../support/server-seed.ts";

let server: RestartableServer;
let browser: Browser;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRestartableServer();
  browser = await sharedBrowser();
  proxy = await startFaultProxy({ target: server.current().url });
});
afterEach(async () => {
  proxy.calm();
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

async function atTheChat(options: MeetOptions = {}): Promise<Visitor> {
  const newBrowser = () => browser.newContext({ locale: "en-GB" });
  const visitor = await meet({ world: { newBrowser }, proxy, agent: agentOf(server.current), options });
  await visitor.shop.open();
  await visitor.say("before");
  await visitor.hear("hello");
  expect(await visitor.settle()).toEqual([]);
  return visitor;
}

it("fault 11: goes on after a restart of the server, with what was written while it was away", async () => {
  const visitor = await atTheChat({ fakeClock: true });
  await server.stop();
  await visitor.say("written while it was away");
  await visitor.say("and this");
  await visitor.pass(30_000);
  await expectPage(visitor.shop.panel.getByText("Can't reach the chat")).toBeVisible();
  await server.start();
  proxy.retarget(server.current().url);
  expect(await visitor.settle()).toEqual([]);
  await visitor.hear("back again");
  expect(await visitor.settle()).toEqual([]);
});

const lost = Array.from({ length: 20 }, (_, index) => `lost ${index + 1}`);
const written = [1, 2, 3, 4, 5].map((n) => `written while it was away ${n}`);

/** A customer in two tabs, a server put back to what it had before `lost`, and messages written while it was away. */
async function restoreUnder(visitor: Visitor, options: { readonly keepEpoch: boolean }): Promise<void> {
  const other = await visitor.newPage();
  await expectPage(bubble(other, "hello")).toBeVisible();
  const backup = await server.backUp();
  await seedHistory(server.current().demo, visitor.customer, 20, { text: (n) => `lost ${n}` });
  await visitor.hear("lost too");
  expect(await visitor.settle()).toEqual([]);
  await server.stop();
  for (const text of written) await visitor.say(text);
  await server.restore(backup, options);
  proxy.retarget(server.current().url);
}

it("fault 11: starts the transcript anew under a restored backup's new name, and keeps what is unsent", async () => {
  const visitor = await atTheChat({ fakeClock: true });
  const openPosts = proxy.use({ on: { method: "POST" }, fault: drop() });
  await restoreUnder(visitor, { keepEpoch: false });
  // Nothing but the refused cursor tells of it.
  await visitor.pass(4 * 60_000, 30_000);
  await expectPage(bubble(visitor.shop, "lost too")).toHaveCount(0);
  await expectPage(bubble(visitor.shop, "hello")).toHaveCount(1);
  openPosts();
  expect(await visitor.settle({ excused: ["lost too", ...lost] })).toEqual([]);
  expect(await visitor.serverTexts()).toEqual(["before", "hello", ...written]);
});

inLongForm(
  "fault 11: keeps messages in view that take the place of lost ones before it is known that they are lost",
  async () => {
    const visitor = await atTheChat({ fakeClock: true });
    await restoreUnder(visitor, { keepEpoch: true });
    const openGets = proxy.use({ on: { method: "GET" }, fault: drop() });
    for (
      let step = 0;
      step < 60 && !(await visitor.serverTexts()).includes("written while it was away 5");
      step += 1
    )
      await visitor.pass(20_000, 20_000);
    openGets();
    expect(await visitor.settle({ excused: ["lost too", ...lost] })).toEqual([]);
    expect(await visitor.serverTexts()).toEqual(["before", "hello", ...written]);
  },
);
