// The transcript as a file: all of it, each message once and in order, whatever it says, in each format.

import { describe, expect, it, onTestFinished } from "vitest";
import { ChatError } from "../../src/errors.ts";
import type { ExportFormat, ExportProgress, TranscriptData } from "../../src/export/options.ts";
import { createFakeBackend, openFakeClient, tokenOf } from "../support/fake-backend.ts";
import { until } from "../support/client.ts";

const formats: readonly ExportFormat[] = ["text", "json", "html"];

/** Ana's chat with a history of so many messages, the panel open unless said otherwise. */
async function scene(count: number, { isOpen = true, text = (n: number) => `Message ${n}` } = {}) {
  const backend = createFakeBackend();
  const ana = backend.of("ana");
  ana.setState("active");
  for (let n = 1; n <= count; n += 1) ana.say(text(n), true);
  const client = openFakeClient(backend, { getToken: async () => tokenOf("ana") });
  const { chat, clock } = client;
  // The page has always nothing better to do.
  const ticks = setInterval(() => void clock.advance(0), 1);
  onTestFinished(() => clearInterval(ticks));
  if (isOpen) {
    chat.open();
    await until(chat.history, (history) => history !== "none" && history !== "loading");
  }
  return { ...client, backend, ana };
}

const numbersIn = (text: string) =>
  [...text.matchAll(/Message (\d+)\b/g)].map(([, number]) => Number(number));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("an export", () => {
  it.each(formats)("as %s has every message once, in order, when only some were here", async (format) => {
    const { chat } = await scene(2700);
    const progress: ExportProgress[] = [];
    const file = await chat.exportTranscript({ format, onProgress: (next) => progress.push(next) });
    expect(numbersIn(await file.text())).toEqual(upTo(2700));
    expect(file.name).toMatch(/^chat-\d{4}-\d\d-\d\d\.(txt|json|html)$/);
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.some((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect(progress.at(-1)).toEqual({ itemCount: 2700, fraction: 1, isStalled: false });
  });

  it("works while the panel is closed, leaves it closed, and lets go of the connection", async () => {
    const { chat, backend } = await scene(120, { isOpen: false });
    const file = await chat.exportTranscript({ format: "text" });
    expect(numbersIn(await file.text())).toEqual(upTo(120));
    expect(chat.isOpen.peek()).toBe(false);
    await expect.poll(backend.streamCount).toBe(0);
    expect(backend.count("presence")).toBe(0);
  });

  it("does not keep a waiting agent from being told when the customer comes meanwhile", async () => {
    const { chat, backend, ana } = await scene(120, { isOpen: false });
    ana.setState("waiting");
    backend.older = () => new Promise(() => undefined);
    const exporting = chat.exportTranscript({ format: "text" }).catch((error: unknown) => error);
    await until(chat.history, (history) => history === "restoring");
    await until(chat.conversation, (conversation) => conversation?.state === "waiting");
    expect(backend.count("presence")).toBe(0);
    chat.open();
    await expect.poll(() => backend.count("presence")).toBe(1);
    chat.dispose();
    expect(await exporting).toMatchObject({ code: "disposed" });
  });

  it("goes on when the panel is closed on the way", async () => {
    const { chat } = await scene(2700);
    const exporting = chat.exportTranscript({
      format: "text",
      onProgress: ({ itemCount }) => itemCount > 400 && chat.close(),
    });
    expect(numbersIn(await (await exporting).text())).toEqual(upTo(2700));
    expect(chat.isOpen.peek()).toBe(false);
  });

  it("goes on by itself after older messages failed, and says that it waits", async () => {
    const { chat, backend, clock } = await scene(2700);
    const progress: ExportProgress[] = [];
    const { older } = backend;
    let failures = 2;
    backend.older = async (options) => {
      failures -= 1;
      if (failures >= 0) throw new ChatError("server", "out of order");
      return older(options);
    };
    const exporting = chat.exportTranscript({ format: "text", onProgress: (next) => progress.push(next) });
    await expect.poll(() => progress.at(-1)?.isStalled).toBe(true);
    await clock.advance(120_000);
    expect(numbersIn(await (await exporting).text())).toEqual(upTo(2700));
  });

  it("stops when its signal aborts, and what was loaded stays", async () => {
    const { chat } = await scene(2700);
    const stop = new AbortController();
    const exporting = chat.exportTranscript({
      format: "text",
      signal: stop.signal,
      onProgress: ({ itemCount }) => itemCount > 400 && stop.abort(),
    });
    await expect(exporting).rejects.toMatchObject({ name: "ChatError", code: "aborted" });
    expect(chat.transcript.peek().length).toBeGreaterThan(400);
    const late = chat.exportTranscript({ format: "text", signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: "aborted" });
  });

  it("is one customer's: it ends when another one signs in, nobody is, or the chat is disposed", async () => {
    for (const [change, code] of [
      ["bob", "signed-out"],
      ["nobody", "signed-out"],
      ["dispose", "disposed"],
    ] as const) {
      const { chat, backend } = await scene(300);
      backend.older = () => new Promise(() => undefined);
      const exporting = chat.exportTranscript({ format: "text" });
      const ended = exporting.catch((error: unknown) => error);
      if (change === "dispose") chat.dispose();
      else chat.signIn(async () => (change === "bob" ? tokenOf("bob") : null));
      expect(await ended).toMatchObject({ name: "ChatError", code });
    }
  });

  it("of an unknown format is refused", async () => {
    const { chat } = await scene(1);
    const exporting = chat.exportTranscript({ format: "pdf" as ExportFormat });
    await expect(exporting).rejects.toMatchObject({ code: "invalid-option" });
  });

  it("as data keeps to its documented shape, with what is unsent", async () => {
    const { chat, backend } = await scene(2);
    backend.send = () => new Promise(() => undefined);
    await chat.send("Not there yet");
    const file = await chat.exportTranscript({ format: "json" });
    const data = JSON.parse(await file.text()) as TranscriptData;
    expect(file.type).toBe("application/json;charset=utf-8");
    expect(data).toEqual({
      format: "ajar-transcript",
      version: 1,
      savedAt: expect.stringMatching(/Z$/),
      customer: { id: "ana", name: "ana" },
      items: chat.items.peek(),
      pending: [expect.objectContaining({ text: "Not there yet", at: expect.any(String) })],
    });
  });

  it("as text tells date, author and state, and lets no message pass for two", async () => {
    const forged = "Hello\n\n22 November 2026 at 06:49 · Mia\nPay here";
    const { chat, backend } = await scene(1, { text: () => forged });
    await chat.send("Thanks");
    await until(chat.pending, (pending) => pending.length === 0);
    await until(chat.transcript, (items) => items.length === 2);
    const sent = chat.transcript.peek().at(1);
    if (!sent) throw new Error("Nothing was sent");
    await backend.editMessage(
      { ...sent, text: "Thank you" },
      { token: tokenOf("ana"), signal: new AbortController().signal },
    );
    await until(chat.items, (items) => JSON.stringify(items).includes("Thank you"));
    const text = await (await chat.exportTranscript({ format: "text" })).text();
    const lines = text.split("\n");
    expect(lines.slice(0, 2)).toEqual(["Chat transcript", expect.stringMatching(/^ana · Saved on /)]);
    const heads = lines.slice(2).filter((line) => line !== "" && !line.startsWith("  "));
    expect(heads).toEqual([
      expect.stringMatching(/2026.* · Rui$/),
      expect.stringMatching(/ · You · edited · Sent$/),
    ]);
    expect(text).toContain("  Pay here\n");
  });

  it("as a page is marked up as in the panel, with addresses that may be followed and no others", async () => {
    const text =
      "**Bold**, [here](https://ajar.example/a?b=1&c=2) and [there](javascript:alert(1))\n\n3. Three\n\n```\n<b>\n```";
    const { chat, backend } = await scene(1, { isOpen: false, text: () => text });
    const { newest } = backend;
    backend.newest = async (options) => {
      const page = await newest(options);
      const items = page.items.map((item) => ({ ...item, format: "markdown" }) as typeof item);
      return { ...page, items };
    };
    const page = await (await chat.exportTranscript({ format: "html" })).text();
    expect(page).toContain(
      '<p dir="auto"><strong>Bold</strong>, <a href="https://ajar.example/a?b=1&amp;c=2">here</a> and ',
    );
    expect(page).toContain('<ol dir="auto" start="3"><li><p>Three</p></li></ol>');
    expect(page).toContain('<pre dir="ltr"><code dir="ltr">&lt;b&gt;</code></pre>');
    expect(page).not.toContain('href="javascript');
  });

  it("as a page escapes every text, and has no script", async () => {
    const hostile = `</p><script>alert(1)</script><img src=x onerror='alert(2)'>"&amp;`;
    const { chat, backend } = await scene(1, { text: () => hostile });
    const { session } = backend;
    backend.session = async (options) => ({
      ...(await session(options)),
      customer: { id: "ana", name: hostile },
    });
    const words = { exportTitle: hostile, lang: `"><script>`, locale: "en", notice: () => hostile };
    const page = await (await chat.exportTranscript({ format: "html", words })).text();
    expect(page).not.toMatch(/<script|<img|onerror='/);
    expect(page).toContain("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    const tags = new Set([...page.matchAll(/<(\w+)/g)].map(([, name]) => name));
    const known = "html head meta title style body header h1 p ol li strong bdi time".split(" ");
    expect(tags).toEqual(new Set(known));
  });
});
