// Files in the panel: choosing, pasting, dropping; how they stand in the composer and in the transcript.

import { act, fireEvent, waitFor, within } from "@testing-library/preact";
import { render } from "preact";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import type { PendingAttachment } from "../../src/chat.ts";
import { ChatError } from "../../src/errors.ts";
import type { Attachment } from "../../src/model/attachment.ts";
import { FileNames } from "../../src/widget/FileNames.tsx";
import { files } from "../../src/widget/parts.ts";
import {
  aConversation,
  aMessage,
  aPending,
  createFakeChat,
  type FakeChat,
  someCapabilities,
} from "./fake-chat.ts";
import { removeWidgets, showWidget, useDesktop } from "./show.ts";

beforeAll(files.get);
beforeEach(useDesktop);
afterEach(removeWidgets);

const offered = someCapabilities({
  attachments: { maxBytes: 2_000_000, types: ["image/*", "application/pdf"] },
});
const pdf = (name = "guide.pdf", size = 4) => new File(["x".repeat(size)], name, { type: "application/pdf" });
const pending = (more: Partial<PendingAttachment> = {}): PendingAttachment => ({
  id: crypto.randomUUID(),
  name: "guide.pdf",
  type: "application/pdf",
  bytes: 4_404_019,
  state: "uploading",
  failure: null,
  ...more,
});
const attachment = (more: Partial<Attachment> = {}): Attachment => ({
  id: "at_1",
  name: "guide.pdf",
  type: "application/pdf",
  bytes: 4_404_019,
  scan: "clean",
  ...more,
});

function show(prepare: (chat: FakeChat) => void = () => {}) {
  const chat = createFakeChat();
  chat.set.capabilities.value = offered;
  chat.set.conversation.value = aConversation();
  chat.set.isOpen.value = true;
  prepare(chat);
  const shown = showWidget(chat);
  const calls = (name: string) => chat.calls.filter(([command]) => command === name).map(([, what]) => what);
  const button = (name: string | RegExp) => shown.view.getByRole("button", { name });
  return { ...shown, chat, calls, button };
}

/** Real events: those of the testing library carry no files. Tells whether the browser would go on as usual. */
function paste(target: Element, clipboardData: DataTransfer): boolean {
  let isLeft = true;
  const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true });
  // Firefox empties what it is given when it makes one.
  Object.defineProperty(paste, "clipboardData", { value: clipboardData });
  void act(() => {
    isLeft = target.dispatchEvent(paste);
  });
  return isLeft;
}

function drag(type: "dragover" | "drop", target: Element, dataTransfer: DataTransfer): boolean {
  let isLeft = true;
  const init = { dataTransfer, bubbles: true, cancelable: true, composed: true };
  void act(() => {
    isLeft = target.dispatchEvent(new DragEvent(type, init));
  });
  return isLeft;
}

function transfer(...files: readonly File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

describe("files come into the composer", () => {
  it("from the system's chooser, which knows what is taken", async () => {
    const { button, shadow, calls } = show();
    const input = shadow.querySelector<HTMLInputElement>(".composer input[type=file]");
    const click = vi.spyOn(input as HTMLInputElement, "click").mockImplementation(() => {});
    await userEvent.click(button("Attach files"));
    expect(click).toHaveBeenCalledOnce();
    expect([input?.accept, input?.multiple]).toEqual(["image/*,application/pdf", true]);
    await userEvent.upload(input as HTMLInputElement, [pdf("a.pdf"), pdf("b.pdf")]);
    await waitFor(() => expect(calls("attach")).toEqual(["a.pdf", "b.pdf"]));
  });

  it("pasted; where words come along, the words are meant", async () => {
    const { field, calls } = show();
    const words = transfer(pdf());
    words.setData("text/plain", "Words");
    paste(field(), words);
    expect(calls("attach")).toEqual([]);
    const isLeft = paste(field(), transfer(pdf("shot.pdf")));
    expect(isLeft).toBe(false);
    await waitFor(() => expect(calls("attach")).toEqual(["shot.pdf"]));
  });

  it("dropped anywhere on the panel, which says so meanwhile", async () => {
    const { view, calls } = show();
    const panel = view.getByRole("dialog");
    const dataTransfer = transfer(pdf());
    expect(drag("dragover", panel, dataTransfer)).toBe(false);
    expect(view.getByText("Drop files to attach them")).toBeVisible();
    expect(drag("drop", panel, dataTransfer)).toBe(false);
    expect(view.queryByText("Drop files to attach them")).toBeNull();
    await waitFor(() => expect(calls("attach")).toEqual(["guide.pdf"]));
  });

  it("unless they are too large, empty or of another type: then the composer says why", async () => {
    const { view, field, calls } = show();
    const add = (file: File) => paste(field(), transfer(file));
    add(pdf("big.pdf", 2_000_001));
    expect(await view.findByText("big.pdf is larger than 1.9 MB.")).toBeVisible();
    add(new File(["x"], "a.exe", { type: "application/x-dos" }));
    expect(await view.findByText("a.exe: this kind of file can't be sent.")).toBeVisible();
    add(pdf("none.pdf", 0));
    expect(await view.findByText("none.pdf is empty.")).toBeVisible();
    expect(calls("attach")).toEqual([]);
    add(pdf());
    await waitFor(() => expect(view.queryByText("none.pdf is empty.")).toBeNull());
  });

  it("not at all where the backend takes none", () => {
    const { view, field, calls } = show((chat) => {
      chat.set.capabilities.value = { ...offered, attachments: null };
    });
    expect(view.queryByRole("button", { name: "Attach files" })).toBeNull();
    paste(field(), transfer(pdf()));
    expect(drag("drop", view.getByRole("dialog"), transfer(pdf()))).toBe(true);
    expect(calls("attach")).toEqual([]);
  });
});

describe("a file in the composer", () => {
  it("shows its name, size and how far it is", () => {
    const file = pending();
    const { view, chat } = show((chat) => {
      chat.set.attachments.value = [file];
    });
    const list = within(view.getByRole("list", { name: "Files to send" }));
    expect(list.getByText("guide.pdf")).toBeVisible();
    expect(list.getByText(/4\.2\sMB/)).toBeVisible();
    void act(() => {
      chat.set.uploads.value = new Map([[file.id, 0.424]]);
    });
    expect(list.getByText("Uploading, 42 %")).toBeVisible();
    expect(list.getByRole("progressbar", { name: "guide.pdf" })).toHaveAttribute("aria-valuenow", "42");
    void act(() => {
      chat.set.attachments.value = [{ ...file, state: "uploaded" }];
    });
    expect(list.getByText("Ready to send")).toBeVisible();
  });

  it("goes with the message, also one without words", async () => {
    const file = pending();
    const { button, calls, field, shadow } = show((chat) => {
      chat.set.attachments.value = [file];
    });
    await userEvent.click(button("Send"));
    expect(calls("send")).toEqual([""]);
    expect(calls("with")).toEqual([[file.id]]);
    expect(shadow.activeElement).toBe(field());
  });

  it("that is removed gives the focus to the next one, and after the last back to the text", async () => {
    const files = ["a.pdf", "b.pdf", "c.pdf"].map((name) => pending({ name, state: "uploaded" }));
    const { button, chat, field, shadow } = show((chat) => {
      chat.set.attachments.value = files;
    });
    const remove = (name: string, left: readonly string[]) => {
      fireEvent.click(button(`Remove ${name}`));
      void act(() => {
        chat.set.attachments.value = files.filter((file) => left.includes(file.name));
      });
      return shadow.activeElement?.getAttribute("aria-label");
    };
    expect(remove("b.pdf", ["a.pdf", "c.pdf"])).toBe("Remove c.pdf");
    expect(remove("c.pdf", ["a.pdf"])).toBe("Remove a.pdf");
    remove("a.pdf", []);
    expect(shadow.activeElement).toBe(field());
  });

  it("that failed can be tried again or removed, and keeps the message back until then", async () => {
    const file = pending({ state: "failed", failure: new ChatError("rejected", "no") });
    const { button, calls, field, shadow } = show((chat) => {
      chat.set.attachments.value = [file];
      chat.set.draft.value = "Look";
    });
    expect(button("Send")).toHaveAttribute("aria-disabled", "true");
    fireEvent.click(button("Send"));
    expect(calls("send")).toEqual([]);
    await userEvent.click(button("Try guide.pdf again"));
    await userEvent.click(button("Remove guide.pdf"));
    expect([calls("retryUpload"), calls("detach")]).toEqual([[file.id], [file.id]]);
    expect(shadow.activeElement).toBe(field());
  });

  it("whose bytes are gone with the page before can be attached again or removed, and keeps the message back until then", async () => {
    const file = pending({ state: "missing" });
    const { button, calls, field, shadow, view } = show((chat) => {
      chat.set.attachments.value = [file];
      chat.set.draft.value = "Look";
    });
    expect(view.getByText("No longer here")).toBeVisible();
    expect(button("Send")).toHaveAttribute("aria-disabled", "true");
    expect(button("Attach guide.pdf again")).toBeVisible();
    const input = shadow.querySelector(".chip input[type=file]");
    fireEvent.change(input as Element, { target: { files: transfer(pdf("new.pdf")).files } });
    await waitFor(() => expect(calls("detach")).toEqual([file.id]));
    expect(calls("attach")).toEqual(["new.pdf"]);
    expect(shadow.activeElement).toBe(field());
    await userEvent.click(button("Remove guide.pdf"));
    expect(calls("detach")).toEqual([file.id, file.id]);
  });
});

describe("more files in the composer than a message may have", () => {
  it("are named as what keeps it back, until one is taken out", () => {
    const eleven = Array.from({ length: 11 }, (_, n) => pending({ name: `${n}.pdf`, state: "uploaded" }));
    const { button, chat, calls, view } = show((chat) => {
      chat.set.attachments.value = eleven;
      chat.set.draft.value = "Look";
    });
    expect(view.getByText(/At most 10 files/)).toBeVisible();
    fireEvent.click(button("Send"));
    expect(calls("send")).toEqual([]);
    void act(() => {
      chat.set.attachments.value = eleven.slice(1);
    });
    expect(view.queryByText(/At most 10 files/)).toBeNull();
    fireEvent.click(button("Send"));
    expect(calls("send")).toEqual(["Look"]);
  });
});

describe("a message's file", () => {
  it.each([
    ["pending", "Being checked"],
    ["rejected", "Blocked: not safe"],
  ] as const)("that is %s says so, and can't be downloaded", (scan, words) => {
    const { view } = show((chat) => {
      chat.set.items.value = [aMessage("rui", "Here", { attachments: [attachment({ scan })] })];
    });
    expect(view.getByText(words)).toBeVisible();
    expect(view.queryByRole("button", { name: "Download guide.pdf" })).toBeNull();
  });

  it("that is clean is downloaded under its name", async () => {
    const { button, calls } = show((chat) => {
      chat.set.items.value = [aMessage("rui", "Here", { attachments: [attachment()] })];
    });
    const saved = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      expect([this.download, this.href.startsWith("blob:")]).toEqual(["guide.pdf", true]);
    });
    await userEvent.click(button("Download guide.pdf"));
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(calls("download")).toEqual(["at_1"]);
    saved.mockRestore();
  });

  it("that can't be had says so, and can be tried again", async () => {
    const { button, view, chat } = show((chat) => {
      chat.set.items.value = [aMessage("rui", "Here", { attachments: [attachment()] })];
    });
    chat.onDownload = () => Promise.reject(new ChatError("not-found", "gone"));
    await userEvent.click(button("Download guide.pdf"));
    expect((await view.findByRole("alert")).textContent).toBe("Could not be loaded");
  });

  it("that is a picture is drawn in a place that has its height before", async () => {
    const { view, chat, shadow } = show();
    let give: (bytes: Blob) => void = () => {};
    chat.onDownload = () => new Promise((resolve) => (give = resolve));
    void act(() => {
      const attachments = [attachment({ name: "red.png", type: "image/png" })];
      chat.set.items.value = [aMessage("rui", "red.png", { attachments })];
    });
    const picture = view.getByRole("button", { name: "Picture: red.png" }).querySelector("canvas");
    const bubble = shadow.querySelector(".bubble") as HTMLElement;
    const before = bubble.offsetHeight;
    await waitFor(() => expect(chat.calls.some(([name]) => name === "download")).toBe(true));
    give(await redPicture());
    await waitFor(() => {
      const [red, green] = picture?.getContext("2d")?.getImageData(5, 5, 1, 1).data ?? [];
      expect([red, green]).toEqual([255, 0]);
    });
    expect(bubble.offsetHeight).toBe(before);
    // Its name stands beside it once, though it is the message's text too.
    expect(view.getAllByText("red.png")).toHaveLength(1);
  });

  it("that is a picture is shown large; where that can't be had, it says so", async () => {
    const { button, view, chat } = show((chat) => {
      const attachments = [attachment({ name: "red.png", type: "image/png" })];
      chat.set.items.value = [aMessage("rui", "red.png", { attachments })];
    });
    chat.onDownload = async () => redPicture();
    await userEvent.click(button("Picture: red.png"));
    const large = view.getByRole("dialog", { name: "Picture: red.png" });
    expect(within(large).getByRole("button", { name: "Download red.png" })).toBeVisible();
    await userEvent.click(within(large).getByRole("button", { name: "Close" }));
    expect(view.queryByRole("dialog", { name: "Picture: red.png" })).toBeNull();
    expect(view.getByRole("dialog", { name: /^Chat/ })).toBeVisible();
    chat.onDownload = () => Promise.reject(new ChatError("not-found", "gone"));
    await userEvent.click(button("Picture: red.png"));
    expect((await view.findByRole("alert")).textContent).toBe("Could not be loaded");
  });

  it("stands as high as the names that stood there before, without bullets", () => {
    const attachments = [attachment(), attachment({ id: "at_2", name: "red.png", type: "image/png" })];
    const { shadow } = show((chat) => {
      chat.set.items.value = [aMessage("rui", "Look", { attachments })];
    });
    const list = shadow.querySelector("ul.files") as HTMLElement;
    const [file, box] = [list.querySelector(".file") as HTMLElement, list.getBoundingClientRect()];
    expect([getComputedStyle(list).listStyleType, file.getBoundingClientRect().left]).toEqual([
      "none",
      box.left,
    ]);
    const place = document.createElement("div");
    list.after(place);
    render(<FileNames files={attachments} />, place);
    const names = place.firstElementChild as HTMLElement;
    expect(Math.abs(names.offsetHeight - list.offsetHeight)).toBeLessThanOrEqual(1);
    expect(names.offsetWidth).toBe(list.offsetWidth);
  });

  it("whose page is gone asks to be attached again; its message can be edited or discarded", async () => {
    const missing = pending({ state: "missing" });
    const message = aPending("Look", { state: "incomplete", removable: true, attachments: [missing] });
    const { view, button, shadow, calls } = show((chat) => {
      chat.set.pending.value = [message];
    });
    expect(view.getByText("Not sent: attach the file again")).toBeVisible();
    expect(view.queryByRole("button", { name: "Retry" })).toBeNull();
    expect(button("Attach guide.pdf again")).toBeVisible();
    const input = shadow.querySelector<HTMLInputElement>(".message input[type=file]");
    await userEvent.upload(input as HTMLInputElement, pdf("new.pdf"));
    await waitFor(() => expect(calls("reattach")).toEqual([[message.id, missing.id, "new.pdf"]]));
    await userEvent.click(button("Discard"));
    expect(calls("discard")).toEqual([message.id]);
  });

  it("on its way shows how far, and its message can be taken back into the composer", async () => {
    const file = pending();
    const message = aPending("Look", { removable: true, attachments: [file] });
    const { view, button, calls, field } = show((chat) => {
      chat.set.pending.value = [message];
      chat.set.uploads.value = new Map([[file.id, 0.5]]);
    });
    expect(view.getByText("Uploading, 50 %")).toBeVisible();
    await userEvent.click(button("Edit"));
    expect(calls("edit")).toEqual([message.id]);
    await waitFor(() => expect(field()).toHaveValue("Look"));
  });
});

async function redPicture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(60, 40);
  const context = canvas.getContext("2d");
  if (context) context.fillStyle = "rgb(255 0 0)";
  context?.fillRect(0, 0, 60, 40);
  return canvas.convertToBlob();
}
