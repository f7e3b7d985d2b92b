// What every backend must do that offers everything the port has, run on each there is. Cursors are opaque here, and a backend may
// add notices of its own between the messages.

import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Backend, CallOptions, Delta, OutgoingFile } from "../../src/backend/backend.ts";

import type { ChatError } from "../../src/errors.ts";
import type { Item, Message } from "../../src/model/item.ts";
import { aFile } from "./files.ts";

/** A backend with somebody at its other end. */
export interface BackendWorld {
  readonly backend: Backend;
  /** A token that the backend does not accept. */
  readonly refusedToken: string;
  /** Somebody who never wrote. */
  newCustomer(): Promise<WorldCustomer>;
  /** Lets the time of calls that are held for a second run out. */
  passWait(): void;
}

export interface WorldCustomer {
  readonly id: string;
  readonly token: string;
  /** An agent answers; the customer wrote before. */
  answer(text: string): Promise<void>;
  /** An agent sets the conversation aside; the customer wrote before. */
  setWaiting(): Promise<void>;
}

type FullBackend = Required<Backend>;

const never = new AbortController().signal;

export function backendContract(name: string, world: () => BackendWorld): void {
  const backend = () => requireAll(world().backend);
  const newCustomer = async () => actAs(await world().newCustomer(), backend());

  describe(`${name} as a backend`, () => {
    describe("the session", () => {
      it("tells who the token names and what is offered", async () => {
        const ana = await newCustomer();
        const { customer, workstream, capabilities } = await backend().session(ana.call);
        expect(customer.id).toBe(ana.id);
        expect(workstream.mode).toBe("persistent");
        expect(capabilities).toMatchObject({
          live: ["sse", "longPoll"],
          receipts: true,
          presence: true,
          edit: true,
        });
        expect(capabilities.limits.textChars).toBeGreaterThan(0);
      });

      it("of a customer who never wrote has no conversation, nothing unread, and an empty transcript", async () => {
        const ana = await newCustomer();
        const session = await backend().session(ana.call);
        expect(session).toMatchObject({ conversation: null, unread: 0 });
        const page = await backend().newest({ ...ana.call, limit: 10 });
        expect(page).toEqual({ items: [], before: null, cursor: session.head, conversation: null });
      });

      it("gives the newest page's cursor, and leaves everything as it was", async () => {
        const ana = await newCustomer();
        await ana.send("Hello");
        const first = await backend().session(ana.call);
        expect(await backend().session(ana.call)).toEqual(first);
        const page = await backend().newest({ ...ana.call, limit: 10 });
        expect([page.cursor, page.conversation]).toEqual([first.head, first.conversation]);
      });
    });

    describe("pages", () => {
      it("give the newest items, and those before them to the first one, each once, while others write", async () => {
        const ana = await newCustomer();
        const texts = Array.from({ length: 9 }, (_, index) => `Message ${index + 1}`);
        for (const text of texts) await ana.send(text);
        const newest = await backend().newest({ ...ana.call, limit: 4 });
        expect(newest.items).toHaveLength(4);
        const items = [...newest.items];
        for (let { before } = newest; before !== null;) {
          await ana.send("One more");
          const page = await backend().older({ ...ana.call, before, limit: 2 });
          expect(page.items.length).toBeLessThanOrEqual(2);
          items.unshift(...page.items);
          before = page.before;
        }
        expect(textsOf(items)).toEqual(texts);
        expectAscending(items.map(({ pos }) => pos));
      });
    });

    describe("changes", () => {
      it("come each once, in ascending seq, in pieces of the size that was asked for", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        const texts = Array.from({ length: 7 }, (_, index) => `Message ${index + 1}`);
        for (const text of texts) await ana.send(text);
        const deltas = await follow(backend(), ana.call, head, 3);
        const items = deltas.flatMap((delta) => delta.items);
        expect(deltas.every((delta) => delta.items.length <= 3)).toBe(true);
        expect(textsOf(items)).toEqual(texts);
        expectAscending(items.map(({ seq }) => seq));
        const page = await backend().newest({ ...ana.call, limit: 200 });
        expect(items).toEqual(page.items);
        expect(deltas.at(-1)).toMatchObject({ cursor: page.cursor, conversation: page.conversation });
      });

      it("are none, with the same cursor, when nothing happened", async () => {
        const ana = await newCustomer();
        await ana.send("Hello");
        const { head, conversation } = await backend().session(ana.call);
        const delta = await backend().changes({ ...ana.call, after: head, limit: 50 });
        expect(delta).toEqual({ from: head, items: [], cursor: head, more: false, conversation });
      });

      it("of the conversation alone move the cursor, with no items", async () => {
        const ana = await newCustomer();
        const { item } = await ana.send("Hello");
        const { head } = await backend().session(ana.call);
        await backend().markRead(item.pos, ana.call);
        const delta = await backend().changes({ ...ana.call, after: head, limit: 50 });
        expect(delta).toMatchObject({ from: head, items: [], conversation: { customerRead: item.pos } });
        expect(delta.cursor).not.toBe(head);
      });
    });

    describe("a message", () => {
      it("is the customer's, carries the id that it was sent under, and is in a conversation that goes on", async () => {
        const ana = await newCustomer();
        const id = randomUUID();
        const { item, conversation } = await ana.send("Hello 🙂", id);
        expect(item).toMatchObject({
          kind: "message",
          deleted: false,
          clientId: id,
          text: "Hello 🙂",
          author: { role: "customer", id: ana.id },
          conversation: conversation?.id,
        });
        expect(conversation?.state).toBe("open");
        expect((await ana.transcript()).at(-1)).toEqual(item);
      });

      it("is the same one for the same id, for ever", async () => {
        const ana = await newCustomer();
        const id = randomUUID();
        const [first, twin] = await Promise.all([ana.send("Hello", id), ana.send("Hello", id)]);
        await ana.send("Something else");
        await ana.answer("On it.");
        const late = await ana.send("Hello", id);
        expect([twin.item, late.item]).toEqual([first.item, first.item]);
        expect(textsOf(await ana.transcript())).toEqual(["Hello", "Something else", "On it."]);
      });

      it("with the id of another text is refused, and changes nothing", async () => {
        const ana = await newCustomer();
        const id = randomUUID();
        await ana.send("Hello", id);
        await expect(ana.send("Goodbye", id)).rejects.toMatchObject({ name: "ChatError", code: "id-reused" });
        expect(textsOf(await ana.transcript())).toEqual(["Hello"]);
      });

      it("that is empty or too long is rejected, and changes nothing", async () => {
        const ana = await newCustomer();
        const { capabilities } = await backend().session(ana.call);
        for (const text of ["", "x".repeat(capabilities.limits.textChars + 1)])
          await expect(ana.send(text)).rejects.toMatchObject({ name: "ChatError", code: "rejected" });
        await ana.send("🙂".repeat(capabilities.limits.textChars));
        expect(textsOf(await ana.transcript())).toHaveLength(1);
      });

      it("stays with its customer, also under an id that another one uses", async () => {
        const [ana, bob] = [await newCustomer(), await newCustomer()];
        const id = randomUUID();
        await ana.send("Ana's", id);
        await bob.send("Bob's", id);
        expect(textsOf(await ana.transcript())).toEqual(["Ana's"]);
        expect(textsOf(await bob.transcript())).toEqual(["Bob's"]);
      });
    });

    describe("a change of a message", () => {
      const changes = async (ana: Awaited<ReturnType<typeof newCustomer>>, after: string) =>
        (await backend().changes({ ...ana.call, after, limit: 50 })).items;

      it("gives it another text in its place, under a new version that the changes tell", async () => {
        const ana = await newCustomer();
        const { item } = await ana.send("Helo");
        await ana.send("Are you there?");
        const { head } = await backend().session(ana.call);
        const edited = (await backend().editMessage({ ...item, text: "Hello" }, ana.call)).item;
        expect(edited).toMatchObject({ id: item.id, pos: item.pos, text: "Hello", deleted: false });
        expect(edited).toMatchObject({ editedAt: expect.any(String) });
        expect(edited.seq).toBeGreaterThan(item.seq);
        expect(await changes(ana, head)).toEqual([edited]);
        expect(textsOf(await ana.transcript())).toEqual(["Hello", "Are you there?"]);
      });

      it("leaves a tombstone of a deleted one, also for those who send it again", async () => {
        const ana = await newCustomer();
        const id = randomUUID();
        const { item } = await ana.send("A secret", id);
        const { head } = await backend().session(ana.call);
        const gone = (await backend().deleteMessage(item, ana.call)).item;
        expect(gone).toMatchObject({ id: item.id, pos: item.pos, deleted: true, clientId: id });
        expect(JSON.stringify(gone)).not.toContain("secret");
        expect(await changes(ana, head)).toEqual([gone]);
        expect((await ana.send("A secret", id)).item).toEqual(gone);
      });

      it("is refused where another one came first, and changes nothing then", async () => {
        const ana = await newCustomer();
        const { item } = await ana.send("One");
        await backend().editMessage({ ...item, text: "Two" }, ana.call);
        const late = { name: "ChatError", code: "conflict" };
        await expect(backend().editMessage({ ...item, text: "Three" }, ana.call)).rejects.toMatchObject(late);
        await expect(backend().deleteMessage(item, ana.call)).rejects.toMatchObject(late);
        expect(textsOf(await ana.transcript())).toEqual(["Two"]);
      });

      it("can be repeated when its answer was lost", async () => {
        const ana = await newCustomer();
        const { item } = await ana.send("One");
        const edit = () => backend().editMessage({ ...item, text: "Two" }, ana.call);
        const first = await edit();
        expect(await edit()).toEqual(first);
        const remove = () => backend().deleteMessage(first.item, ana.call);
        expect(await remove()).toEqual(await remove());
        await expect(edit()).rejects.toMatchObject({ code: "not-found" });
      });

      it("is the author's alone, and of what exists", async () => {
        const [ana, bob] = [await newCustomer(), await newCustomer()];
        await ana.send("Ana's");
        const { item } = await ana.send("Ana's too");
        await bob.send("Bob's");
        await ana.answer("Rui's");
        const [answer] = incoming(await ana.transcript());
        if (!answer) throw new Error("No answer came");
        for (const [who, { id, seq }, code] of [
          [ana, answer, "forbidden"],
          [bob, item, "not-found"],
          [ana, { id: "m_0", seq: 1 }, "not-found"],
        ] as const) {
          const change = backend().editMessage({ id, seq, text: "Mine" }, who.call);
          await expect(change).rejects.toMatchObject({ name: "ChatError", code });
          await expect(backend().deleteMessage({ id, seq }, who.call)).rejects.toMatchObject({ code });
        }
        expect(textsOf(await ana.transcript())).toEqual(["Ana's", "Ana's too", "Rui's"]);
      });

      it("to an empty text is rejected", async () => {
        const ana = await newCustomer();
        const { item } = await ana.send("Hello");
        const empty = backend().editMessage({ ...item, text: "" }, ana.call);
        await expect(empty).rejects.toMatchObject({ name: "ChatError", code: "rejected" });
      });
    });

    describe("receipts", () => {
      it("keep the maximum, never more than there is, and count down what is unread", async () => {
        const ana = await newCustomer();
        await ana.send("Hello");
        for (const text of ["One", "Two", "Three"]) await ana.answer(text);
        const [one, two, three] = incoming(await ana.transcript()).map(({ pos }) => pos);
        const after = async (pos: number) => {
          await backend().markRead(pos, ana.call);
          const { unread, conversation } = await backend().session(ana.call);
          return { unread, read: conversation?.customerRead };
        };
        expect((await backend().session(ana.call)).unread).toBe(3);
        expect(await after(two ?? 0)).toEqual({ unread: 1, read: two });
        expect(await after(one ?? 0)).toEqual({ unread: 1, read: two });
        expect(await after(Number.MAX_SAFE_INTEGER)).toEqual({ unread: 0, read: three });
      });
    });

    describe("presence", () => {
      it("while the conversation waits changes nothing that the customer sees", async () => {
        const ana = await newCustomer();
        await ana.send("Hello");
        await ana.setWaiting();
        const before = await backend().session(ana.call);
        expect(before.conversation?.state).toBe("waiting");
        await backend().presence(ana.call);
        expect(await backend().session(ana.call)).toEqual(before);
      });
    });

    describe("the stream", () => {
      it("tells what was missed and what happens, each change beginning where the last one ended", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        await ana.send("Missed");
        const reader = ana.openStream(head);
        await reader.until("Missed");
        await ana.answer("Live");
        await reader.until("Live");
        await ana.send("From another device");
        await reader.until("From another device");
        const deltas = reader.deltas();
        expect([head, ...deltas.map(({ cursor }) => cursor)].slice(0, -1)).toEqual(
          deltas.map(({ from }) => from),
        );
        expect(textsOf(deltas.flatMap(({ items }) => items))).toEqual([
          "Missed",
          "Live",
          "From another device",
        ]);
        const last = deltas.at(-1);
        expect(last?.cursor).toBe((await backend().session(ana.call)).head);
        await reader.leave();
      });

      it("tells nothing of others", async () => {
        const [ana, bob] = [await newCustomer(), await newCustomer()];
        const { head } = await backend().session(ana.call);
        const reader = ana.openStream(head);
        await bob.send("Not for you");
        await ana.send("Mine");
        await reader.until("Mine");
        expect(textsOf(reader.deltas().flatMap(({ items }) => items))).toEqual(["Mine"]);
        await reader.leave();
      });

      it("tells nothing more once its signal aborts", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        const reader = ana.openStream(head);
        await ana.send("Hello");
        await reader.until("Hello");
        expect(["ended", "aborted"]).toContain(await reader.abort());
      });
    });

    describe("a long-poll", () => {
      it("answers at once with what was missed, as changes do", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        for (const text of ["One", "Two"]) await ana.send(text);
        const delta = await backend().waitForChanges({ ...ana.call, after: head, waitSeconds: 25 });
        expect(delta).toEqual(await backend().changes({ ...ana.call, after: head, limit: 50 }));
      });

      it("answers with what happens meanwhile", async () => {
        const ana = await newCustomer();
        await ana.send("Hello");
        const { head } = await backend().session(ana.call);
        const waiting = backend().waitForChanges({ ...ana.call, after: head, waitSeconds: 25 });
        await ana.answer("On it.");
        const told = await waiting;
        expect(told?.from).toBe(head);
        const rest = await follow(backend(), ana.call, told?.cursor ?? "", 50);
        const items = [told, ...rest].flatMap((delta) => delta?.items ?? []);
        expect(textsOf(items)).toEqual(["On it."]);
      });

      it("answers null when the wait passed without anything", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        const waiting = backend().waitForChanges({ ...ana.call, after: head, waitSeconds: 1 });
        world().passWait();
        expect(await waiting).toBeNull();
      });

      it("rejects with aborted when its signal aborts while it is held", async () => {
        const ana = await newCustomer();
        const { head } = await backend().session(ana.call);
        const controller = new AbortController();
        const waiting = backend()
          .waitForChanges({ ...ana.call, signal: controller.signal, after: head, waitSeconds: 25 })
          .catch((error: unknown) => error);
        await backend().session(ana.call);
        controller.abort();
        expect(await waiting).toMatchObject({ name: "ChatError", code: "aborted" });
      });
    });

    describe.each(Object.keys(calls))("%s", (call) => {
      const make = (options: CallOptions) => calls[call as keyof typeof calls](backend(), options);

      it("rejects with unauthorized for a token that is not accepted", async () => {
        const made = make({ token: world().refusedToken, signal: never });
        await expect(made).rejects.toMatchObject({ name: "ChatError", code: "unauthorized" });
      });

      it("rejects with aborted, and does nothing, when nobody waits for it any more", async () => {
        const ana = await newCustomer();
        const made = make({ token: ana.token, signal: AbortSignal.abort() });
        await expect(made).rejects.toMatchObject({ name: "ChatError", code: "aborted" });
        expect(await ana.transcript()).toEqual([]);
      });
    });

    it("uploads a file once however often it is told to, and gives it back once a message names it", async () => {
      const ana = await newCustomer();
      const file = toFile("a.txt", "Words");
      const parts: number[] = [];
      const options = { ...ana.call, onProgress: (sentBytes: number) => void parts.push(sentBytes) };
      await backend().upload(file, options);
      await backend().upload(file, options);
      expect(parts[0]).toBe(0);
      const message = { ...toMessage("Look"), attachments: [file.id] };
      await backend().send(message, ana.call);
      const { item } = await backend().send(message, ana.call);
      const facts = { id: file.id, name: "a.txt", type: "text/plain", bytes: 5 };
      expect(item).toMatchObject({ attachments: [facts] });
      const download = () => backend().download(file.id, ana.call);
      await expect.poll(() => download().then((blob) => blob.text(), String)).toBe("Words");
    });

    it("refuses a message that names a file which is not there", async () => {
      const ana = await newCustomer();
      const message = { ...toMessage("Look"), attachments: [randomUUID()] };
      await expect(backend().send(message, ana.call)).rejects.toMatchObject({
        code: "rejected",
        problem: "invalid-attachments",
      });
      expect(await ana.transcript()).toEqual([]);
    });

    it.each(["older", "changes", "stream", "waitForChanges"] as const)(
      "%s rejects with cursor-expired for a cursor that is none of this history",
      async (call) => {
        const ana = await newCustomer();
        await ana.send("Hello");
        for (const cursor of ["garbage", "", "e0.0", "%", "999999999999"])
          await expect(calls[call](backend(), ana.call, cursor)).rejects.toMatchObject({
            name: "ChatError",
            code: "cursor-expired",
          });
      },
    );
  });
}

/** Each call of the port, once. */
const calls = {
  session: (backend: FullBackend, options: CallOptions) => backend.session(options),
  newest: (backend: FullBackend, options: CallOptions) => backend.newest({ ...options, limit: 1 }),
  older: (backend: FullBackend, options: CallOptions, before = "e0.0") =>
    backend.older({ ...options, before, limit: 1 }),
  changes: (backend: FullBackend, options: CallOptions, after = "e0.0") =>
    backend.changes({ ...options, after, limit: 1 }),
  send: (backend: FullBackend, options: CallOptions) => backend.send(toMessage("Hello"), options),
  stream: async (backend: FullBackend, options: CallOptions, after = "e0.0") => {
    for await (const event of backend.stream({ ...options, after })) expect(event.type).toBe("ping");
  },
  waitForChanges: (backend: FullBackend, options: CallOptions, after = "e0.0") =>
    backend.waitForChanges({ ...options, after, waitSeconds: 1 }),
  upload: (backend: FullBackend, options: CallOptions) =>
    backend.upload(toFile("a.txt", "Words"), { ...options, onProgress: () => undefined }),
  download: (backend: FullBackend, options: CallOptions) => backend.download(randomUUID(), options),
  markRead: (backend: FullBackend, options: CallOptions) => backend.markRead(1, options),
  editMessage: (backend: FullBackend, options: CallOptions) =>
    backend.editMessage({ id: "m_0", seq: 1, text: "Hello" }, options),
  deleteMessage: (backend: FullBackend, options: CallOptions) =>
    backend.deleteMessage({ id: "m_0", seq: 1 }, options),
  presence: (backend: FullBackend, options: CallOptions) => backend.presence(options),
  typing: (backend: FullBackend, options: CallOptions) => backend.typing(true, options),
};

function toFile(name: string, words: string): OutgoingFile {
  const { announcement, bytes } = aFile(name, words);
  return { ...announcement, bytes };
}

/** A customer who does things through the backend. */
function actAs(customer: WorldCustomer, backend: FullBackend) {
  const call: CallOptions = { token: customer.token, signal: never };
  return {
    ...customer,
    call,
    send: (text: string, id?: string) => backend.send(toMessage(text, id), call),
    transcript: async () => (await backend.newest({ ...call, limit: 200 })).items,
    openStream: (after: string) => readStream(backend, call, after),
  };
}

function readStream(backend: FullBackend, call: CallOptions, after: string) {
  const controller = new AbortController();
  const stream = backend.stream({ ...call, signal: controller.signal, after });
  const events = stream[Symbol.asyncIterator]();
  const seen: Delta[] = [];
  return {
    deltas: () => seen,
    /** Reads on up to the change with this message. */
    until: async (text: string) => {
      while (!seen.some(({ items }) => textsOf(items).includes(text))) {
        const next = await events.next();
        if (next.done) throw new Error(`The stream ended before "${text}"`);
        if (next.value.type === "change") seen.push(next.value.delta);
      }
    },
    /** What came then: the end, or the code of an error. */
    abort: () => {
      controller.abort();
      return events.next().then(
        ({ done }) => (done ? "ended" : "an event"),
        (error: ChatError) => error.code,
      );
    },
    /** Stops reading, as a `break` does. */
    leave: () => events.return?.(),
  };
}

/** All changes after a cursor, in pieces. */
async function follow(
  backend: FullBackend,
  call: CallOptions,
  cursor: string,
  limit: number,
): Promise<Delta[]> {
  const deltas: Delta[] = [];
  for (let after = cursor, more = true; more;) {
    const delta = await backend.changes({ ...call, after, limit });
    expect(delta.from).toBe(after);
    deltas.push(delta);
    after = delta.cursor;
    more = delta.more;
  }
  return deltas;
}

const notAll = "The contract is for a backend that offers everything";

function requireAll(backend: Backend): FullBackend {
  const { stream, waitForChanges, upload, download, markRead, editMessage, deleteMessage } = backend;
  const { presence, typing, rate } = backend;
  if (!stream || !waitForChanges || !upload || !download || !markRead) throw new Error(notAll);
  if (!editMessage || !deleteMessage || !presence || !typing || !rate) throw new Error(notAll);
  const writes = { upload, download, markRead, editMessage, deleteMessage, presence, typing, rate };
  return { ...backend, stream, waitForChanges, ...writes };
}

function toMessage(text: string, id: string = randomUUID()) {
  return { id, text, sentAt: new Date().toISOString(), context: { page: "/cart" } };
}

function messagesOf(items: readonly Item[]): Message[] {
  return items.filter((item): item is Message => item.kind === "message" && !item.deleted);
}

function textsOf(items: readonly Item[]): string[] {
  return messagesOf(items).map(({ text }) => text);
}

function incoming(items: readonly Item[]): Message[] {
  return messagesOf(items).filter(({ author }) => author.role === "agent");
}

function expectAscending(numbers: readonly number[]): void {
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
}
