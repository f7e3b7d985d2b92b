// Marked-up messages and quick replies from the agent's console to the customer's panel and back, and hostile ones on a page whose
// policy allows nothing but the chat's own script and requests.

import type { Page } from "playwright/test";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cleanText } from "../../src/lib/text.ts";
import { newCustomer, newVisitor } from "../support/customers.ts";
import { conversationOf, expectPage, onPageError, visitShop, type World } from "../support/e2e.ts";
import { chatTag, type HostWorld, openHostWorld } from "../support/host-page.ts";
import { hostileTexts } from "../support/hostile-texts.ts";
import { message } from "../support/server.ts";

let world: HostWorld;
beforeAll(async () => {
  world = await openHostWorld();
});
afterAll(() => world.close());

it("carries an agent's markdown and quick replies to the customer, and the chosen one back, once", async () => {
  const { customer, newTab } = await newVisitor(world);
  const shop = await newTab();
  await shop.open();
  await shop.send("Is it in stock?");
  await expectPage(shop.sentMark).toBeVisible();

  const desk = await (await world.newBrowser()).newPage();
  await desk.goto(`${world.server.url}/console`);
  await desk.getByRole("button", { name: "Sign in as Rui" }).click();
  await desk
    .getByRole("button", { name: new RegExp(customer, "i") })
    .first()
    .click();
  await desk.getByRole("button", { name: "Accept" }).click();
  const box = desk.getByRole("textbox", { name: /^Reply to/ });
  await box.fill(
    "It is **in stock**:\n- [the lantern](https://shop.example/lantern)\n- <b>the rope</b>\n\nShall I send it?",
  );
  await desk.getByRole("button", { name: "Quick replies" }).click();
  const line = desk.getByRole("textbox", { name: "Quick replies, separated by commas" });
  await expectPage(line).toBeFocused();
  await line.fill("Yes please do ".repeat(8));
  await expectPage(desk.getByText("A quick reply has at most 80 characters.")).toBeVisible();
  await expectPage(desk.getByRole("button", { name: "Send" })).toBeDisabled();
  await line.fill("Send it, Not now,, Send it");
  await desk.getByRole("button", { name: "Send" }).click();
  await expectPage(line).toHaveCount(0);
  const offered = desk.getByRole("list", { name: "Quick replies offered" });
  await expectPage(offered.getByRole("listitem")).toHaveText(["Send it", "Not now"]);

  const link = shop.panel.getByRole("link", { name: "the lantern" });
  await expectPage(link).toHaveAttribute("href", "https://shop.example/lantern");
  await expectPage(shop.panel.getByText("<b>the rope</b>")).toBeVisible();
  await expectPage(shop.panel.getByRole("strong")).toHaveText("in stock");
  const replies = shop.panel.getByRole("group", { name: "Suggested answers" });
  await expectPage(replies.getByRole("button")).toHaveText(["Send it", "Not now"]);
  await replies.getByRole("button", { name: "Send it" }).click();
  await expectPage(replies).toHaveCount(0);
  await expectPage(
    desk.getByRole("log", { name: "Transcript" }).getByText("Send it", { exact: true }),
  ).toHaveCount(2);

  await shop.page.reload();
  await expectPage(shop.panel.getByText("Send it", { exact: true })).toBeVisible();
  await expectPage(replies).toHaveCount(0);
  const { body } = await (await world.server.customer(customer)).get("/v1/timeline");
  const own = (body.items as { author?: { role: string }; text?: string }[]).filter(
    ({ author }) => author?.role === "customer",
  );
  expect(own.map(({ text }) => text)).toEqual(["Is it in stock?", "Send it"]);
  expect(shop.problems).toEqual([]);
  await shop.page.context().close();
  await desk.context().close();
});

it("draws hostile messages under the strictest policy without one report, request, dialog or window", async () => {
  // What the server refuses (U+0000, lone surrogates) can't come from it.
  const texts = Object.values(hostileTexts).flat().map(cleanText);
  const { url } = world.server;
  const caller = await world.server.customer(newCustomer());
  await say(caller, texts);

  const page = await (await world.newBrowser()).newPage();
  const strange = watch(page, [url, world.site.url]);
  world.site.serve({
    tag: chatTag(url, caller.token).replaceAll("<script", '<script nonce="n"'),
    policy: `default-src 'none'; script-src 'nonce-n'; style-src 'none'; connect-src ${url}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
  });
  const shop = await visitShop(page, world.site.url);
  await shop.open();
  await expectPage(shop.panel.locator(".message").last()).toBeVisible();
  // The whole history, each row drawn once.
  await expect.poll(async () => (await shop.texts()).length).toBe(texts.length + 1);
  expect(strange).toEqual([]);
  expect(shop.problems).toEqual([]);
  expect(world.site.reports).toEqual([]);

  // And a page that does what it must not is reported, so an empty list means something.
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "https://evil.example/x.png" }));
  });
  await expect.poll(() => world.site.reports.join("")).toContain("img-src");
  await page.context().close();
});

async function say(caller: Awaited<ReturnType<World["server"]["customer"]>>, texts: readonly string[]) {
  const agent = await world.server.agent("rui");
  await caller.post("/v1/messages", message("Hello"));
  const { id } = await conversationOf(agent, caller.id);
  await agent.post(`/agent/v1/conversations/${id}/accept`);
  for (const text of texts) {
    const { status } = await agent.post(`/agent/v1/conversations/${id}/messages`, {
      ...message(text),
      format: "markdown",
      quickReplies: [
        text
          .replaceAll(/\p{Cc}/gu, " ")
          .trim()
          .slice(0, 60) || "?",
      ].map(cleanText),
    });
    expect([text, status]).toEqual([text, 201]);
  }
}

/** What a harmless page does not do, as it is done. */
function watch(page: Page, origins: readonly string[]): string[] {
  const strange: string[] = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!origins.some((origin) => address.startsWith(`${origin}/`))) strange.push(`request: ${address}`);
  });
  page.on("dialog", (dialog) => {
    strange.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => strange.push(`window: ${popup.url()}`));
  page.on("framenavigated", (frame) => {
    if (!frame.url().startsWith(`${origins[1]}/`)) strange.push(`navigation: ${frame.url()}`);
  });
  onPageError(page, (error) => strange.push(error));
  return strange;
}
