// Files of messages: the real client against a backend in memory, on a clock that stands still.

import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import type { Chat } from "../../src/chat.ts";
import { ChatError } from "../../src/errors.ts";
import { transcript } from "../support/client.ts";
import {
  alter,
  createFakeBackend,
  type FakeBackend,
  type FakeClient,
  fileLimits,
  neverAnswers,
  openFakeClient,
  tokenOf,
} from "../support/fake-backend.ts";
import { setUpTabs } from "../support/fake-tabs.ts";

const aText = (name: string, text = "Words") => new File([text], name, { type: "text/plain" });
const pending = (chat: Chat) => chat.pending.peek().map(({ text, state }) => `${text}: ${state}`);
const inComposer = (chat: Chat) => chat.attachments.peek().map(({ name, state }) => `${name}: ${state}`);

/** Reading and hashing a file is done by other threads, which a still clock does not wait for: what is asked of them later is done later. */
async function pass({ clock }: Pick<FakeClient, "clock">, ms = 0): Promise<void> {
  await clock.advance(ms);
  for (let turn = 0; turn < 12; turn += 1) {
    await new Blob(["after"]).arrayBuffer();
    await crypto.subtle.digest("SHA-256", new Uint8Array(100_000));
    await new Promise((resolve) => setTimeout(resolve));
    await clock.advance(0);
  }
}

async function opened(
  backend: Backend,
  options: Parameters<typeof openFakeClient>[1] = {},
): Promise<FakeClient> {
  const client = openFakeClient(backend, options);
  client.chat.open();
  await pass(client);
  return client;
}

/** Attaches files and writes a message with them. */
async function sendWith(chat: Chat, text: string, ...files: readonly File[]): Promise<string> {
  const attached = await Promise.all(files.map((file) => chat.attach(file)));
  const { id } = await chat.send(
    text,
    attached.map((file) => file.id),
  );
  return id;
}

/** The files of the customer's messages, as the server has them. */
const sentFiles = (chat: Chat) =>
  chat.items
    .peek()
    .flatMap((item) =>
      item.kind === "message" && !item.deleted ? item.attachments.map(({ name }) => name) : [],
    );

/** A backend on which an upload waits until it is let go; that of a page that goes never does. */
function withSlowUploads(server: FakeBackend) {
  let letGo = (): void => undefined;
  const backend = alter(server, {
    upload: async (file, options) => {
      options.onProgress(0);
      await new Promise<void>((resolve, reject) => {
        letGo = resolve;
        options.signal.addEventListener("abort", () => reject(new ChatError("aborted", "stopped")));
      });
      return server.upload(file, options);
    },
  });
  return { backend, letGo: () => letGo() };
}

describe("a message with files", () => {
  it("goes once they are uploaded, and those written after it wait for that", async () => {
    const server = createFakeBackend();
    const { backend, letGo } = withSlowUploads(server);
    const client = await opened(backend);
    const { chat } = client;
    const message = sendWith(chat, "Look", aText("a.txt"), aText("b.txt"));
    await pass(client);
    await message;
    await chat.send("And?");
    await pass(client);
    expect(pending(chat)).toEqual(["Look: queued", "And?: queued"]);
    expect(server.count("send")).toBe(0);
    letGo();
    await pass(client);
    expect([server.files.size, server.count("send")]).toEqual([1, 0]);
    letGo();
    await pass(client);
    expect(transcript(chat)).toEqual(["Look", "And?"]);
    expect(sentFiles(chat)).toEqual(["a.txt", "b.txt"]);
    expect(inComposer(chat)).toEqual([]);
  });

  it("without words carries the names of its files", async () => {
    const client = await opened(createFakeBackend());
    await sendWith(client.chat, "  ", aText("a.txt"), aText("b.txt"));
    await pass(client);
    expect(transcript(client.chat)).toEqual(["a.txt, b.txt"]);
  });

  it("arrives once with one file, however often the network cuts its upload", async () => {
    const server = createFakeBackend();
    const ids: string[] = [];
    const backend = alter(server, {
      upload: async (file, options) => {
        ids.push(file.id);
        options.onProgress(0);
        if (ids.length < 4) throw new ChatError("network", "cut");
        return server.upload(file, options);
      },
    });
    const client = await opened(backend);
    await sendWith(client.chat, "Look", aText("a.txt"));
    await pass(client);
    expect(pending(client.chat)).toEqual(["Look: queued"]);
    for (let wait = 0; wait < 6; wait += 1) await pass(client, 8000);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect(transcript(client.chat)).toEqual(["Look"]);
    expect([server.files.size, sentFiles(client.chat)]).toEqual([1, ["a.txt"]]);
  });

  it("is refused with its file, and tried again with it", async () => {
    const server = createFakeBackend();
    let isRefused = true;
    const backend = alter(server, {
      upload: (file, options) => {
        if (isRefused) throw new ChatError("rejected", "no", { problem: "invalid-attachment" });
        return server.upload(file, options);
      },
    });
    const client = await opened(backend);
    const { chat } = client;
    const id = await sendWith(chat, "Look", aText("a.txt"));
    await chat.send("Next");
    await pass(client);
    expect(pending(chat)).toEqual(["Look: failed"]);
    expect(chat.pending.peek()[0]?.failure?.problem).toBe("invalid-attachment");
    expect(transcript(chat)).toEqual(["Next"]);
    isRefused = false;
    await chat.retry(id);
    await pass(client);
    expect(transcript(chat)).toEqual(["Next", "Look"]);
  });

  it("can be taken back while its file is on its way: the file goes back into the composer", async () => {
    const { backend } = withSlowUploads(createFakeBackend());
    const client = await opened(backend);
    const id = await sendWith(client.chat, "Look", aText("a.txt"));
    await pass(client);
    expect(client.chat.pending.peek()[0]?.removable).toBe(true);
    expect(await client.chat.edit(id)).toBe("Look");
    expect(pending(client.chat)).toEqual([]);
    expect(inComposer(client.chat)).toEqual(["a.txt: uploading"]);
  });

  it("that is discarded stops its upload", async () => {
    const { backend } = withSlowUploads(createFakeBackend());
    const client = await opened(backend);
    const id = await sendWith(client.chat, "Look", aText("a.txt"));
    await pass(client);
    expect(client.chat.uploads.peek().size).toBe(1);
    await client.chat.discard(id);
    await pass(client);
    expect(client.chat.uploads.peek().size).toBe(0);
    expect(inComposer(client.chat)).toEqual([]);
  });
});

describe("after a reload", () => {
  async function reloaded() {
    const server = createFakeBackend();
    const before = await opened(alter(server, { upload: neverAnswers }));
    const id = await sendWith(before.chat, "", aText("a.txt", "Secret words"));
    await pass(before);
    before.chat.dispose();
    const client = await opened(server, { storage: before.storage, clock: before.clock });
    const entry = () => client.chat.pending.peek()[0];
    return { server, before, client, id, entry };
  }

  it("a message whose file was not uploaded waits for it to be attached again, and holds up no other", async () => {
    const { client, id, entry } = await reloaded();
    const { chat } = client;
    expect(pending(chat)).toEqual(["a.txt: incomplete"]);
    expect(entry()?.attachments.map(({ state }) => state)).toEqual(["missing"]);
    await chat.send("Meanwhile");
    await pass(client);
    expect(transcript(chat)).toEqual(["Meanwhile"]);
    await chat.reattach(id, entry()?.attachments[0]?.id ?? "", aText("b.txt"));
    await pass(client);
    expect(transcript(chat)).toEqual(["Meanwhile", "b.txt"]);
    expect(sentFiles(chat)).toEqual(["b.txt"]);
  });

  it("such a message can be discarded or edited instead", async () => {
    const { client, id, entry } = await reloaded();
    expect(entry()?.removable).toBe(true);
    expect(await client.chat.edit(id)).toBe("");
    expect(pending(client.chat)).toEqual([]);
  });

  it("none of the file's bytes are stored", async () => {
    const { before } = await reloaded();
    const stored = JSON.stringify([...(await before.storage.readAll())]);
    expect(stored).toContain("a.txt");
    expect(stored).not.toContain("Secret");
  });

  it("a message whose files are uploaded goes by itself", async () => {
    const server = createFakeBackend();
    const before = await opened(alter(server, { send: neverAnswers }));
    await sendWith(before.chat, "Look", aText("a.txt"));
    await pass(before);
    before.chat.dispose();
    const { chat } = await opened(server, { storage: before.storage, clock: before.clock });
    expect([transcript(chat), sentFiles(chat)]).toEqual([["Look"], ["a.txt"]]);
    expect(server.count("upload")).toBe(1);
  });
});

describe("in two tabs", () => {
  it("the one with the file sends its message; the other waits, and offers nothing of its own", async () => {
    let letGo = (): void => undefined;
    const { clock, server, openTabs } = setUpTabs({
      change: (server) => {
        const slow = withSlowUploads(server);
        letGo = slow.letGo;
        return slow.backend;
      },
    });
    const [one, other] = await openTabs(2);
    await pass({ clock });
    await sendWith(one.chat, "Look", aText("a.txt"));
    await pass({ clock });
    await other.chat.send("Second");
    await pass({ clock }, 10_000);
    expect(pending(other.chat)).toEqual(["Look: queued", "Second: queued"]);
    expect(other.chat.pending.peek()[0]?.removable).toBe(false);
    expect(server.count("send")).toBe(0);
    letGo();
    await pass({ clock });
    expect(transcript(other.chat)).toEqual(["Look", "Second"]);
    expect(server.count("send")).toBe(2);
  });

  it("the other asks for the file again when the one that had it is gone", async () => {
    const { clock, openTabs } = setUpTabs({ change: () => ({ upload: neverAnswers }) });
    const [one, other] = await openTabs(2);
    await pass({ clock });
    await sendWith(one.chat, "Look", aText("a.txt"));
    await pass({ clock });
    await other.chat.send("Second");
    one.chat.dispose();
    await pass({ clock });
    expect(pending(other.chat)).toEqual(["Look: incomplete"]);
    expect(transcript(other.chat)).toEqual(["Second"]);
  });
});

describe("a file in the composer", () => {
  it("is uploaded at once, and can be taken out again", async () => {
    const server = createFakeBackend();
    const client = await opened(server);
    const { id } = await client.chat.attach(aText("a.txt"));
    await pass(client);
    expect(inComposer(client.chat)).toEqual(["a.txt: uploaded"]);
    client.chat.detach(id);
    expect(inComposer(client.chat)).toEqual([]);
    await client.chat.send("Without");
    await pass(client);
    expect(sentFiles(client.chat)).toEqual([]);
  });

  it("that the backend refuses says so and can be tried again", async () => {
    const server = createFakeBackend();
    let isRefused = true;
    const backend = alter(server, {
      upload: (file, options) => {
        if (isRefused) throw new ChatError("rejected", "no");
        return server.upload(file, options);
      },
    });
    const client = await opened(backend);
    const { id } = await client.chat.attach(aText("a.txt"));
    await pass(client);
    expect(inComposer(client.chat)).toEqual(["a.txt: failed"]);
    isRefused = false;
    client.chat.retryUpload(id);
    await pass(client);
    expect(inComposer(client.chat)).toEqual(["a.txt: uploaded"]);
  });

  it.each([
    ["of a type that the backend does not take", new File(["MZ"], "a.exe", { type: "application/x-dos" })],
    ["that is too large", aText("a.txt", "x".repeat(fileLimits.maxBytes + 1))],
    ["that is empty", aText("a.txt", "")],
  ])("%s is not taken", async (_, file) => {
    const server = createFakeBackend();
    const client = await opened(server);
    await expect(client.chat.attach(file)).rejects.toMatchObject({ code: "invalid-attachment" });
    expect(server.count("upload")).toBe(0);
  });

  it("is not taken beside ten others", async () => {
    const client = await opened(createFakeBackend());
    for (let number = 0; number < 10; number += 1) await client.chat.attach(aText(`${number}.txt`));
    await expect(client.chat.attach(aText("10.txt"))).rejects.toMatchObject({ code: "invalid-attachment" });
  });

  it("waits for who is signed in where that must be asked again, and goes with the customer", async () => {
    const server = createFakeBackend();
    const client = await opened(server);
    client.page.set({ isVisible: false });
    await pass(client, 70_000);
    client.page.set({ isVisible: true });
    await client.chat.attach(aText("a.txt"));
    await pass(client);
    expect(inComposer(client.chat)).toEqual(["a.txt: uploaded"]);
    await client.chat.signOut();
    expect(inComposer(client.chat)).toEqual([]);
    await expect(client.chat.attach(aText("b.txt"))).rejects.toMatchObject({ code: "signed-out" });
  });
});

describe("files in the composer, after a reload", () => {
  it("are there as they were: what is uploaded goes with the next message, what is not must be attached again", async () => {
    const server = createFakeBackend();
    const before = await opened(
      alter(server, {
        upload: (file, options) => (file.name === "a.txt" ? server.upload(file, options) : neverAnswers()),
      }),
    );
    await before.chat.attach(aText("a.txt", "Secret words"));
    await before.chat.attach(aText("b.txt", "Secret words"));
    await pass(before);
    expect(inComposer(before.chat)).toEqual(["a.txt: uploaded", "b.txt: uploading"]);
    before.chat.dispose();
    expect(JSON.stringify([...(await before.storage.readAll())])).not.toContain("Secret");

    const client = await opened(server, { storage: before.storage, clock: before.clock });
    const { chat } = client;
    expect(inComposer(chat)).toEqual(["a.txt: uploaded", "b.txt: missing"]);
    chat.detach(chat.attachments.peek()[1]?.id ?? "");
    await chat.attach(aText("c.txt"));
    await pass(client);
    expect(inComposer(chat)).toEqual(["a.txt: uploaded", "c.txt: uploaded"]);
    await chat.send(
      "Look",
      chat.attachments.peek().map(({ id }) => id),
    );
    await pass(client);
    expect([transcript(chat), sentFiles(chat), inComposer(chat)]).toEqual([["Look"], ["a.txt", "c.txt"], []]);
    expect(server.count("upload")).toBe(2);
    chat.dispose();
    const later = await opened(server, { storage: before.storage, clock: before.clock });
    expect(inComposer(later.chat)).toEqual([]);
  });

  it("are another customer's no more than their text is", async () => {
    const server = createFakeBackend();
    const before = await opened(server);
    await before.chat.attach(aText("a.txt"));
    await pass(before);
    before.chat.dispose();
    const bela = await opened(server, {
      storage: before.storage,
      clock: before.clock,
      getToken: async () => tokenOf("bela"),
    });
    expect(inComposer(bela.chat)).toEqual([]);
    expect(JSON.stringify([...(await before.storage.readAll())])).not.toContain("a.txt");
  });

  it("must be attached again where the backend has dropped them meanwhile", async () => {
    const server = createFakeBackend();
    const before = await opened(server);
    await before.chat.attach(aText("a.txt"));
    await pass(before);
    before.chat.dispose();
    server.files.clear();
    const client = await opened(server, { storage: before.storage, clock: before.clock });
    const { chat } = client;
    const { id } = await chat.send(
      "Look",
      chat.attachments.peek().map((file) => file.id),
    );
    await pass(client);
    expect(pending(chat)).toEqual(["Look: failed"]);
    await chat.retry(id);
    await pass(client);
    expect(pending(chat)).toEqual(["Look: incomplete"]);
    await chat.reattach(id, chat.pending.peek()[0]?.attachments[0]?.id ?? "", aText("a.txt"));
    await pass(client);
    expect([transcript(chat), sentFiles(chat)]).toEqual([["Look"], ["a.txt"]]);
  });
});

it("no message takes more files than ten, however they came together", async () => {
  const client = await opened(alter(createFakeBackend(), { upload: neverAnswers }));
  const { chat } = client;
  const id = await sendWith(chat, "Look", aText("first.txt"));
  for (let number = 0; number < 10; number += 1) await chat.attach(aText(`${number}.txt`));
  await chat.edit(id);
  const all = chat.attachments.peek().map((file) => file.id);
  expect(all).toHaveLength(11);
  await expect(chat.send("Look", all)).rejects.toMatchObject({ code: "invalid-attachment" });
  expect(inComposer(chat)).toHaveLength(11);
});

describe("files in the composer, in two tabs", () => {
  async function twoTabs() {
    let letGo = (): void => undefined;
    const tabs = setUpTabs({
      change: (server) => {
        const slow = withSlowUploads(server);
        letGo = slow.letGo;
        return slow.backend;
      },
    });
    const [one, other] = await tabs.openTabs(2);
    await pass(tabs);
    return { ...tabs, one: one.chat, other: other.chat, letGo: () => letGo() };
  }

  it("are in both, and go once, from whichever sends", async () => {
    const { one, other, letGo, ...world } = await twoTabs();
    await one.attach(aText("a.txt"));
    await pass(world);
    expect([inComposer(one), inComposer(other)]).toEqual([["a.txt: uploading"], ["a.txt: waiting"]]);
    await other.send(
      "Look",
      other.attachments.peek().map(({ id }) => id),
    );
    await pass(world);
    expect([inComposer(one), inComposer(other)]).toEqual([[], []]);
    expect(pending(one)).toEqual(["Look: queued"]);
    letGo();
    await pass(world);
    expect([transcript(one), sentFiles(one)]).toEqual([["Look"], ["a.txt"]]);
    expect(world.server.count("send")).toBe(1);
  });

  it("are taken out in both, and attached in both at once", async () => {
    const { one, other, ...world } = await twoTabs();
    const [{ id }] = await Promise.all([one.attach(aText("a.txt")), other.attach(aText("b.txt"))]);
    await pass(world);
    expect(
      inComposer(one)
        .map((file) => file.slice(0, 5))
        .sort(),
    ).toEqual(["a.txt", "b.txt"]);
    expect(
      inComposer(other)
        .map((file) => file.slice(0, 5))
        .sort(),
    ).toEqual(["a.txt", "b.txt"]);
    other.detach(id);
    await pass(world);
    expect([inComposer(one), inComposer(other)]).toEqual([["b.txt: waiting"], ["b.txt: uploading"]]);
    expect(one.uploads.peek().size).toBe(0);
  });

  it("must be attached again once the tab that had them is gone", async () => {
    const { one, other, ...world } = await twoTabs();
    await one.attach(aText("a.txt"));
    await pass(world);
    one.dispose();
    await pass(world);
    expect(inComposer(other)).toEqual(["a.txt: missing"]);
  });
});
