// The script tag on somebody else's page.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectPage, openWorld, type World } from "../support/e2e.ts";

let world: World;
let host: Server;
let hostUrl: string;
/** What the host's page has in its head, and the policy that it is served with. */
let tag = "";
let policy = "";

beforeAll(async () => {
  world = await openWorld();
  host = createServer((_, response) => {
    response.writeHead(200, {
      "content-type": "text/html",
      ...(policy && { "content-security-policy": policy }),
    });
    response.end(
      `<!doctype html><html lang="en"><head><title>Host</title>${tag}</head><body><h1>Host</h1></body></html>`,
    );
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  hostUrl = `http://localhost:${(host.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.close();
  await new Promise((resolve) => host.close(resolve));
});

async function visit(): Promise<{ problems: string[]; page: Awaited<ReturnType<typeof open>> }> {
  const problems: string[] = [];
  const page = await open(problems);
  return { problems, page };
}

async function open(problems: string[]) {
  const context = await world.newBrowser();
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (entry) => {
    if (entry.type() === "error") problems.push(entry.text());
  });
  await page.goto(hostUrl);
  return page;
}

it("works from another origin, under a policy that allows scripts and requests of that origin only", async () => {
  const { url } = world.server;
  tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  policy = `default-src 'none'; script-src ${url}; connect-src ${url}; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const { page, problems } = await visit();
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog").getByText("Sign in to chat")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("loads its words under a policy that allows scripts by a nonce only", async () => {
  const { url } = world.server;
  tag = `<script nonce="n0nce" src="${url}/ajar/ajar.js" data-backend="${url}" data-locale="ro"></script>`;
  policy = `default-src 'none'; script-src 'nonce-n0nce'; connect-src ${url}; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const { page, problems } = await visit();
  await page.getByRole("button", { name: "Open chat" }).click();
  await expectPage(page.getByRole("dialog").getByText("Conectați-vă pentru a ne scrie")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("starts one widget, however often it is called, and goes on taking calls", async () => {
  const { url } = world.server;
  tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}" data-customer="ana"></script>`;
  policy = "";
  const { page, problems } = await visit();
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
  tag = `<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  policy = "";
  const { page, problems } = await visit();
  await page.route("**/chunks/**", (route) => route.abort());
  const button = page.getByRole("button", { name: "Open chat" });
  await button.click();
  await expect.poll(() => problems.join()).toMatch(/import|load|fetch/i);
  await page.unroute("**/chunks/**");
  await expectPage(button).toBeEnabled();
  await button.click();
  await expectPage(page.getByRole("dialog")).toBeVisible();
  await page.context().close();
});

it("starts under a stand-in that was not called yet, and once when the tag runs twice", async () => {
  const { url } = world.server;
  const script = `<script src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  policy = "";
  tag = `<script>window.Ajar = window.Ajar || function () { (Ajar.q = Ajar.q || []).push([...arguments]); };</script>${script}${script}`;
  const { page, problems } = await visit();
  await expectPage(page.getByRole("button", { name: "Open chat" })).toHaveCount(1);
  await page.evaluate(() => (window as unknown as { Ajar(method: string): void }).Ajar("open"));
  await expectPage(page.getByRole("dialog").getByText("Sign in to chat")).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

it("takes calls before anything is loaded, in their order, and carries the methods afterwards", async () => {
  const { url } = world.server;
  const calls = `<script>window.Ajar = function () { (Ajar.q = Ajar.q || []).push([...arguments]); }; Ajar("signIn", async () => new URLSearchParams(location.search).get("token")); Ajar("prefill", "About my order"); Ajar("open");</script>`;
  tag = `${calls}<script async src="${url}/ajar/ajar.js" data-backend="${url}"></script>`;
  const { token } = await world.server.customer("erin");
  const context = await world.newBrowser();
  const page = await context.newPage();
  await page.goto(`${hostUrl}/?token=${token}`);
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
