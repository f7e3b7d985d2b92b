// A server that goes away and comes back, with all that it had, or with less: a restored backup has a new name for its
// history, or at least a counter that went back. What was not acknowledged is sent; what the backup lost goes from view.

import { type Browser, chromium } from "playwright";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { chromiumLaunchOptions } from "../support/chromium.ts";
import { expectPage } from "../support/e2e.ts";
import { drop } from "../support/faults.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { agentOf, bubble, meet, type MeetOptions, type Visitor } from "../support/fault-world.ts";
import { type RestartableServer, startRestartableServer } from "../support/restartable-server.ts";
import { seedHistory } from "../support/server-seed.ts";

let server: RestartableServer;
let browser: Browser;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRestartableServer();
  browser = await chromium.launch(chromiumLaunchOptions());
  proxy = await startFaultProxy({ target: server.current().url });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
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

it.for([
  { what: "under a new name", keepEpoch: false },
  { what: "with the counter gone back", keepEpoch: true },
])(
  "fault 11: starts the transcript anew after a backup was restored $what, and keeps what is unsent",
  async ({ keepEpoch }) => {
    const visitor = await atTheChat({ fakeClock: true });
    const other = await visitor.newPage();
    await expectPage(bubble(other, "hello")).toBeVisible();
    const backup = await server.backUp();
    // So many that what is written after the restore gets the place of one of them.
    await seedHistory(server.current().demo, visitor.customer, 20, { text: (n) => `lost ${n}` });
    await visitor.hear("lost too");
    expect(await visitor.settle()).toEqual([]);
    await server.stop();
    const written = [1, 2, 3, 4, 5].map((n) => `written while it was away ${n}`);
    for (const text of written) await visitor.say(text);
    await server.restore(backup, { keepEpoch });
    proxy.retarget(server.current().url);
    // The unsent messages come first: nothing has told the client of the restore when they are confirmed.
    const open = proxy.use({ on: { method: "GET" }, fault: drop() });
    await expect
      .poll(async () => {
        await visitor.pass(5_000);
        return visitor.serverTexts();
      })
      .toContain(written.at(-1));
    open();
    // What stood there before goes from view too until the new transcript is here: it may be of the history that is gone.
    const excused = [
      "before",
      "hello",
      "lost too",
      ...Array.from({ length: 20 }, (_, index) => `lost ${index + 1}`),
    ];
    expect(await visitor.settle({ excused })).toEqual([]);
    expect(await visitor.serverTexts()).toEqual(["before", "hello", ...written]);
  },
);
