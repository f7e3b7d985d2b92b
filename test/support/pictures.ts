// `npm run pictures`: the README's pictures, taken from the real demo in a real browser, and those of the gallery, for looking at
// them (`dist/pictures`). `-- gallery [view…]` takes only the latter.

import { fileURLToPath } from "node:url";
import { conversationOf, expectPage, openWorld, visitShop } from "./e2e.ts";
import { takeGallery } from "./gallery-pictures.ts";
import { message } from "./server.ts";

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const folder = path("demo/pictures/");
const [what, ...views] = process.argv.slice(2);
const world = await openWorld();
const { url } = world.server;
if (what === undefined) await takeStory();
await takeGallery(world, path("dist/pictures"), views);
await world.close();
await world.browser.close(); // or it would keep this process waiting

async function takeStory(): Promise<void> {
  const agent = await world.server.agent("rui");

  const customers = await world.newBrowser({ viewport: { width: 1180, height: 760 } });
  const shop = await visitShop(await customers.newPage(), url);
  await shop.page.getByRole("button", { name: "Sign in as Ana" }).click();
  await shop.open();
  await shop.send("Hello! Does the tide clock work on a lake?");
  await expectPage(shop.sentMark).toBeVisible();
  const { id } = await conversationOf(agent, "ana");
  const step = (what: string) => agent.post(`/agent/v1/conversations/${id}/${what}`);
  const reply = (text: string) =>
    agent.post(`/agent/v1/conversations/${id}/messages`, { id: crypto.randomUUID(), text });

  const agents = await world.newBrowser({ viewport: { width: 1180, height: 760 } });
  const desk = await agents.newPage();
  await desk.goto(`${url}/console`);
  await desk.getByRole("button", { name: "Sign in as Rui" }).click();
  await step("accept");
  await reply("Hi Ana! It does, if your lake has tides.");
  await expectPage(shop.panel.getByText("if your lake has tides")).toBeVisible();
  await shop.send("It has none, I'm afraid. Let me think about it.");
  await expectPage(shop.panel.getByText(/^(?:Sent|Read)$/)).toBeVisible();
  await reply("Take your time. I'm here when you are back.");
  await expectPage(shop.panel.getByText("Take your time.")).toBeVisible();
  await shop.panel.getByRole("button", { name: "Close" }).click();
  await step("wait");
  await shop.page.close();

  const back = await visitShop(await customers.newPage(), url);
  await back.open();
  await back.send("Back again. I'll take the storm lantern!");
  await expectPage(back.panel.getByText("Rui is with you")).toBeVisible();
  await reply("A good choice: no tides needed.");
  await expectPage(back.panel.getByText("no tides needed")).toBeVisible();
  await back.page.mouse.move(10, 10);
  await back.page.waitForTimeout(500);
  await back.page.screenshot({ path: `${folder}shop.png` });

  const bob = await world.server.customer("bob", "Bob Fischer");
  await bob.post("/v1/messages", message("Does the rope mat come in other sizes?"));
  await desk
    .getByRole("button", { name: /^Ana Ferreira/ })
    .first()
    .click();
  await expectPage(desk.getByRole("log", { name: "Transcript" }).getByText("no tides needed")).toBeVisible();
  await desk.waitForTimeout(500);
  await desk.screenshot({ path: `${folder}console.png` });
}
