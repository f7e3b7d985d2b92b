// How files come into the composer: chosen, pasted or dropped onto the panel. What can't be sent is told at once and not taken.

import { useEffect, useRef, useState } from "preact/hooks";
import { customerIdOf, useWidget } from "./context.ts";
import { files as filesPart } from "./parts.ts";

export interface FileDesk {
  /** For a file input's `accept`; null where the backend takes no files. */
  readonly accept: string | null;
  /** Why the last ones were not all taken. */
  readonly problem: string | null;
  /** Files are being dragged over the panel. */
  readonly dragging: boolean;
  add(files: Iterable<File>): void;
  /** The same for a file that must be attached again. `messageId`: null in the composer. */
  replace(messageId: string | null, attachmentId: string, file: File): void;
  forget(): void;
  readonly dropHandlers: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

export function useFileDesk(): FileDesk {
  const { chat, strings } = useWidget();
  const [problem, setProblem] = useState<string | null>(null);
  const [dragging, setDragging] = useState(false);
  const limits = chat.capabilities.value?.attachments ?? null;
  const customer = useRef<string | null>(null);
  // Whoever chose them is the last one who was known; while it is asked anew who it is, nobody is.
  const known = customerIdOf(chat);
  useEffect(() => {
    if (known !== null) customer.current = known;
  }, [known]);

  async function begin(files: Iterable<File>, take: (file: File) => Promise<unknown>): Promise<void> {
    // Chosen files may change before what judges them is here.
    const chosen = [...files];
    const now = customerIdOf(chat);
    if (!limits || (now !== null && now !== customer.current)) return;
    try {
      const { takeFiles } = await filesPart.get();
      setProblem(takeFiles(chosen, take, { chat, limits, strings }));
    } catch {
      setProblem(strings.fileNotLoaded);
    }
  }

  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") ?? false;

  return {
    accept: limits && limits.types.join(","),
    problem,
    dragging,
    add: (files) => void begin(files, chat.attach),
    replace: (messageId, attachmentId, file) =>
      void begin([file], async (given) => {
        if (messageId !== null) return chat.reattach(messageId, attachmentId, given);
        await chat.attach(given);
        chat.detach(attachmentId);
      }),
    forget: () => setProblem(null),
    dropHandlers: {
      onDragOver: (event) => {
        if (!limits || !hasFiles(event)) return;
        event.preventDefault();
        setDragging(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(currentTarget as Element).contains(relatedTarget as Node | null)) setDragging(false);
      },
      onDrop: (event) => {
        setDragging(false);
        if (!limits || !hasFiles(event)) return;
        // Or the browser would leave the page for the file.
        event.preventDefault();
        void begin(event.dataTransfer?.files ?? [], chat.attach);
      },
    },
  };
}
