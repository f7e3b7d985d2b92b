// Files beside messages: what a message shows of them, what is kept of those that are not confirmed, and which may be sent. Pure.

/** Has the backend looked at it? Only a `clean` one can be downloaded. */
export type AttachmentScan = "pending" | "clean" | "rejected";

/** A file of a confirmed message. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** Media type, as its sender said. */
  readonly type: string;
  readonly bytes: number;
  readonly scan: AttachmentScan;
}

/** A file of a message that is not confirmed, or in the composer, as it is stored: never its bytes. */
export interface OutboxFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly uploaded: boolean;
}

/** Two tabs have changed one list since it was `before`: what either took out is out, what either put in is in. */
export function mergeFiles(
  ours: readonly OutboxFile[],
  before: readonly OutboxFile[],
  theirs: readonly OutboxFile[],
): readonly OutboxFile[] {
  if (ours === before) return theirs;
  const find = (files: readonly OutboxFile[], id: string) => files.find((file) => file.id === id);
  const kept = theirs.filter(({ id }) => find(ours, id) || !find(before, id));
  const added = ours.filter(({ id }) => !find(theirs, id) && !find(before, id));
  return [...kept, ...added].map((file) =>
    find(ours, file.id)?.uploaded ? { ...file, uploaded: true } : file,
  );
}

export interface AttachmentLimits {
  /** Of one file. */
  readonly maxBytes: number;
  /** Media types, or ranges such as `image/*`. */
  readonly types: readonly string[];
}

/** The protocol's most for one message. */
export const mostAttachments = 10;

/** Why a file can't be sent; null when it can. */
export function refusalOf(
  { type, size }: Pick<Blob, "type" | "size">,
  { maxBytes, types }: AttachmentLimits,
): "type" | "size" | "empty" | null {
  const plain = plainType(type);
  const isAccepted = types.some((given) =>
    given.endsWith("/*") ? plain.startsWith(given.slice(0, -1)) : given === plain || given === "*",
  );
  if (!isAccepted) return "type";
  if (size > maxBytes) return "size";
  return size === 0 ? "empty" : null;
}

/** Without parameters. */
export function plainType(type: string): string {
  return type.replace(/;.*/s, "").trim().toLowerCase();
}

const nameChars = 200;

/** Without a path, control characters and what turns the writing direction; the ending stays. */
export function cleanFileName(name: string): string {
  const clean = name
    .replaceAll(/\p{Surrogate}|[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069/\\]/gu, "")
    .trim();
  if (clean.length <= nameChars) return clean || "file";
  const ending = /\.\w{1,10}$/.exec(clean)?.[0] ?? "";
  return clean.slice(0, nameChars - ending.length - 1).replace(/\p{Surrogate}$/u, "") + ending;
}

/** The text of a message that has none of its own: the protocol wants one, and lists, search and notifications show it. */
export function namesOf(files: readonly { readonly name: string }[]): string {
  return files.map(({ name }) => name).join(", ");
}

/** A message without words of its own carries the names of its files. */
export function isWordless(text: string | null | undefined, files: Parameters<typeof namesOf>[0]): boolean {
  return files.length > 0 && text === namesOf(files);
}
