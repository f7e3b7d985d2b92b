// What a host or a skin reads of a chat, and what it can tell it to do. Types only.

import type { Capabilities } from "./backend/backend.ts";
import type { ChatEvents } from "./events.ts";
import type { ExportOptions } from "./export/options.ts";
import type { Readable } from "./lib/readable.ts";
import type { Conversation } from "./model/conversation.ts";
import type { Author, Item } from "./model/item.ts";
import type { ItemList } from "./model/item-list.ts";
import type {
  ConnectionState,
  HistoryState,
  IdentityState,
  PendingAttachment,
  PendingMessage,
} from "./model/view.ts";
import type { GetToken } from "./options.ts";

/** One customer's chat with one backend. Signals to read, commands to call; skins need nothing else. */
export interface Chat {
  readonly identity: Readable<IdentityState>;
  /**
   * The transcript's confirmed part in order of `pos`, each item once; read by index. A change makes another list, and costs what
   * it changes however long the history.
   */
  readonly transcript: Readable<ItemList>;
  /** The same as an array, made when it is read or subscribed to: each change then copies it. */
  readonly items: Readable<readonly Item[]>;
  /** Messages not confirmed yet, oldest first; shown after the transcript. */
  readonly pending: Readable<readonly PendingMessage[]>;
  /** Null: there is none. Undefined: not known yet, which is not "closed". */
  readonly conversation: Readable<Conversation | null | undefined>;
  readonly connection: Readable<ConnectionState>;
  readonly history: Readable<HistoryState>;
  /** Messages by agents and bots that the customer has not seen. */
  readonly unreadCount: Readable<number>;
  /** Null until the backend said. */
  readonly capabilities: Readable<Capabilities | null>;
  /** `memory`: this browser keeps nothing; unsent messages are lost on reload. */
  readonly storage: Readable<"durable" | "memory">;
  /** The `pos` after which messages were new when the panel was opened; null when nothing was. */
  readonly newAfter: Readable<number | null>;
  readonly isOpen: Readable<boolean>;
  /** Text in the composer, kept per customer across reloads. */
  readonly draft: Readable<string>;
  /**
   * Files in the composer, for the next message: the same in all of the customer's tabs, and kept across reloads as the draft is. Their
   * bytes are never stored in the browser: one that was not `uploaded` when the page that had it went is `missing`.
   */
  readonly attachments: Readable<readonly PendingAttachment[]>;
  /** How much of each file that is being uploaded has gone: by its id, 0 to 1. */
  readonly uploads: Readable<ReadonlyMap<string, number>>;
  /** Who types to the customer now; null while nobody does, or it is not known. Known only while the panel is open. */
  readonly typing: Readable<Author | null>;

  /** Somebody looks at the transcript: it is loaded and kept live. Remembered across pages. */
  open(): void;
  /** Nobody looks any more. Ends nothing but this browser's connection. */
  close(): void;
  /**
   * Accepts a message. Resolves when it is stored in this browser (or marked `saved: false` where storage fails): from then
   * on it goes to the server exactly once, by itself, in the order written. Does not wait for the server. While it is not known
   * yet who is signed in it waits, in memory, for the first customer who is. A text that is the present `draft` leaves the
   * composer in the same write, so that it is never in neither.
   * @param attachments Ids of files in the composer that leave it with this message; it goes once they are uploaded, and those written
   *   after it wait for that. Then the text may be empty: it becomes the names of the files. At most ten. Default: none.
   * @throws {ChatError} `invalid-text`: no string, empty, or longer than the limit. `invalid-attachment`: more than ten files. `signed-out`: nobody is signed in, or another
   *   customer signed in before it was stored. `disposed`.
   * @example await chat.send("Where is my order?");
   */
  send(text: string, attachments?: readonly string[]): Promise<{ readonly id: string }>;
  /**
   * Puts a file into the composer and begins to upload it. Interrupted, it is tried again by itself, under the same id. Resolves to
   * that id; while it is not known who is signed in it waits for who is. A backend may drop, some time after its upload, a file that no
   * message names: the message is `failed` then, and `incomplete` once it is tried again.
   * @throws {ChatError} `invalid-attachment`: see `capabilities.attachments`, or the composer holds ten. `unsupported`: the backend takes
   *   no files. `signed-out`. `disposed`.
   */
  attach(file: File): Promise<{ readonly id: string }>;
  /** Takes a file out of the composer, in whichever tab it was attached, and stops its upload. */
  detach(id: string): void;
  /** Tries a file in the composer again that failed. */
  retryUpload(id: string): void;
  /**
   * Puts a file in the place of one whose bytes are gone (`missing`), so that its message can go.
   * @throws {ChatError} As `attach`.
   */
  reattach(messageId: string, attachmentId: string, file: File): Promise<void>;
  /**
   * The bytes of a `clean` file of the transcript. Asks the backend each time, and tries again by itself while it can't be reached.
   * @throws {ChatError} `aborted`, also when the customer leaves. `not-found`, `forbidden`: the backend won't give it.
   */
  download(attachmentId: string, options?: { readonly signal?: AbortSignal }): Promise<Blob>;
  /** Tries a failed message again, or lets a held one go, under its id. */
  retry(id: string): Promise<void>;
  /** Removes a failed message for good, or a held one that was never on its way (`removable`). */
  discard(id: string): Promise<void>;
  /**
   * Removes a message as `discard` does and gives its text back, to be written anew; its files go back into the composer. Resolves to null
   * when there is no such message.
   */
  edit(id: string): Promise<string | null>;
  /**
   * Says what the customer thought of a conversation that has ended, by its id. Replaces what was said before; safe to repeat. Resolves when the
   * backend has it, and is not tried again by itself.
   * @param score A whole number from 1 to `capabilities.rating.max`.
   * @param comment Words beside it, at most 1,000 characters. Default: none.
   * @throws {ChatError} `unsupported`: the backend takes no ratings. `invalid-option`: the score. `invalid-text`: the comment is too long.
   *   `signed-out`, `disposed`, or what the backend or the network said.
   */
  rate(conversation: string, score: number, comment?: string): Promise<void>;
  /** The customer has seen everything up to this `pos`. Lower ones than before do nothing, nor does a page out of view. */
  markRead(pos: number): void;
  /** Asks for older items now; does nothing while closed, or when all of them are here or on their way. */
  loadOlder(): void;
  /** Asks for everything older, page after page until all of it is here; does nothing while closed. For a search, or a jump to the first. */
  loadAll(): void;
  /**
   * The whole transcript as a file, made in this browser: loads what is older first (also while the panel is closed, but only while the
   * page is in sight) and goes on by itself after failures. The file's name tells the day: `chat-2026-11-22.html`. Nothing is downloaded.
   * @throws {ChatError} `invalid-option`: no such format. `signed-out`: nobody is signed in, or somebody else by now. `network`: what makes
   *   the file did not load; call again. `aborted`: by the options' signal. `disposed`. Whatever older messages were refused with.
   * @example const file = await chat.exportTranscript({ format: "text", onProgress: ({ fraction }) => show(fraction) });
   */
  exportTranscript(options: ExportOptions): Promise<File>;
  /** What is in the composer. Stored soon after, for this customer; gone with `signOut()`. */
  setDraft(text: string): void;
  /**
   * Whether a page that nobody sees goes on asking for news, each 30 s as long as something may come, as a closed panel does. Default: it asks for
   * nothing until it is seen again.
   */
  watchWhileHidden(isOn: boolean): void;
  /** A customer signed in (or may have): asks `getToken` again, with a new one if given. */
  signIn(getToken?: GetToken): void;
  /**
   * The customer leaves this browser: removes identity, cursor, draft and unsent messages, here and in storage.
   * Resolves to the number of messages that were never confirmed.
   */
  signOut(): Promise<{ readonly unsentCount: number }>;
  /** Calls `fn` at each event until the returned function is called. A listener that throws does not stop the others. */
  on<E extends keyof ChatEvents>(event: E, fn: (detail: ChatEvents[E]) => void): () => void;
  /** Ends every request, timer and listener. What is stored stays. Can be called twice. */
  dispose(): void;
}
