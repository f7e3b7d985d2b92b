// The script tag on somebody else's page.

import { afterAll, beforeAll, expect, it } from "vitest";
import { expectPage, isOfBrowser, onPageError } from "../support/e2e.ts";
import { engine } from "../support/engine.ts";
import { type HostPage, type HostWorld, openHostWorld } from "../support/host-page.ts";

let world: HostWorld;
beforeAll(async () => {
  world = await openHostWorld();
});
afterAll(() => world.close());

async function visit(host: HostPage) {
  world.site.serve(host);
  const page = await (await world.newBrowser()).newPage();
  const problems: string[] = [];
  onPageError(page, (error) => problems.push(error));
  page.on("console", (entry) => {
    if (entry.type() === "error" && !isOfBrowser(entry.text())) problems.push(entry.text());
  });
  await page.goto(world.site.url);
  return { page, problems };
}

it("works from another origin, under a policy that allows scripts and requests of that origin only", async () => {
  const { url } = world.server;
  const tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const { page, problems } = await visit({ tag, policy });
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog").getByText("Sign in to chat")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("loads its words under a policy that allows scripts by a nonce only", async () => {
  const { url } = world.server;
  const tag = `<script nonce="n0nce" src="${url}/ajar/ajar.js" data-backend="${url}" data-locale="ro"></script>`;
  const policy = `default-src 'none'; script-src 'nonce-n0nce'; connect-src ${url}; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const { page, problems } = await visit({ tag, policy });
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog").getByText("Conectați-vă pentru a ne scrie")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("starts one widget, however often it is called, and goes on taking calls", async () => {
  const { url } = world.server;
  const tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}" data-customer="ana"></script>`;
  const { page, problems } = await visit({ tag });
  const call = (method: string) =>
    page.evaluate((name) => (window as unknown as { Ajar: (name: string) => void }).Ajar(name), method);
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog")).toHaveCount(1);
  for (const method of ["close", "open", "close", "open"]) await call(method);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  await expectPage(page.getByRole("dialog")).toHaveCount(1);
  await expectPage(page.getByRole("button", { name: "Close chat" })).toHaveCSS("opacity", "1");
  expect(problems).toEqual([]);
  await page.context().close();
});

it("leaves a button that works at the second try when the first one fails, and says in the console what failed", async () => {
  const { url } = world.server;
  const tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  const { page } = await visit({ tag });
  await page.route("**/chunks/**", (route) => route.abort());
  const button = page.getByRole("button", { name: "Open chat" });
  const saying = page.waitForEvent("console", (entry) => entry.type() === "error" && entry.args().length > 0);
  await button.click();
  expect(await (await saying).args()[0]?.evaluate((error) => String(error))).toMatch(
    // An error comes without its words where Firefox is driven by WebDriver BiDi.
    engine === "firefox" ? /Error/ : /import|load|fetch/i,
  );
  await page.unroute("**/chunks/**");
  await expectPage(button).toBeEnabled();
  await button.click();
  await expectPage(page.getByRole("dialog")).toBeVisible();
  await page.context().close();
});

it("starts under a stand-in that was not called yet, and once when the tag runs twice", async () => {
  const { url } = world.server;
  const script = `<script src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  const tag = `<script>window.Ajar = window.Ajar || function () { (Ajar.q = Ajar.q || []).push([...arguments]); };</script>${script}${script}`;
  const { page, problems } = await visit({ tag });
  await expectPage(page.getByRole("button", { name: "Open chat" })).toHaveCount(1);
  await page.evaluate(() => (window as unknown as { Ajar(method: string): void }).Ajar("open"));
  await expectPage(page.getByRole("dialog").getByText("Sign in to chat")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("takes calls before anything is loaded, in their order, and carries the methods afterwards", async () => {
  const { url } = world.server;
  const calls = `<script>window.Ajar = function () { (Ajar.q = Ajar.q || []).push([...arguments]); }; Ajar("signIn", async () => new URLSearchParams(location.search).get("token")); Ajar("prefill", "About my order"); Ajar("open");</script>`;
  const tag = `${calls}<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  world.site.serve({ tag });
  const { token } = await world.server.customer("erin");
  const context = await world.newBrowser();
  const page = await context.newPage();
  await page.goto(`${world.site.url}/?token=${token}`);
  await expectPage(page.getByRole("dialog").getByRole("textbox")).toHaveValue("About my order");
  const outcome = await page.evaluate(async () => {
    const { Ajar } = window as unknown as {
      Ajar: { ready: Promise<void>; close(): void; unreadCount: number };
    };
    await Ajar.ready;
    Ajar.close();
    return Ajar.unreadCount;
  });
  expect(outcome).toBe(0);
  await expectPage(page.getByRole("dialog")).toBeHidden();
  await context.close();
});
