// Files of a customer's timeline: announced, uploaded, scanned, named by a message, downloaded. The bytes are in the file store, what
// is known of them in the database; a scan's result reaches the message as a new seq.

import { createHash, randomUUID } from "node:crypto";
import type { Sql } from "../db/db.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Scanner, Verdict } from "../files/scanner.ts";
import { Problem } from "../http/problem.ts";
import type { AnnouncedFile } from "../http/validate-attachment.ts";
import type { StoreContext } from "./context.ts";
import type { ShownAttachment } from "./rows.ts";
import { writeThread } from "./thread.ts";

const UNNAMED_MAX = 30;
const UNNAMED_LIFE_MS = 24 * 60 * 60_000;

/** Whose timeline it belongs to, and who sends it: the customer's own key or an agent's. */
export interface Uploader {
  readonly customer: string;
  readonly key: string;
}

export interface StoredFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Attachments {
  /**
   * Once per id: a repeat is told so. `isUploaded`: the bytes are here, none need be sent.
   * @throws {Problem} id-reused, rate-limited
   */
  announce(
    by: Uploader,
    file: AnnouncedFile,
  ): Promise<{ readonly created: boolean; readonly isUploaded: boolean }>;
  /** How many bytes were announced. @throws {Problem} not-found */
  expectedBytes(by: Uploader, id: string): Promise<number>;
  /** Can be done again at any time. The scan goes on after it resolves. @throws {Problem} not-found, upload-mismatch */
  upload(by: Uploader, id: string, bytes: Uint8Array): Promise<void>;
  /** @throws {Problem} not-found, attachment-not-clean */
  read(customer: string, id: string): Promise<StoredFile>;
  /** Scans what a process that died has left unscanned. */
  resume(): Promise<void>;
  /** Resolves when no scan is under way. */
  settled(): Promise<void>;
}

interface AttachmentRow extends AnnouncedFile {
  readonly customer: string;
  readonly uploader: string;
  readonly file: string;
  readonly uploaded: boolean;
  readonly scan: ShownAttachment["scan"];
  readonly pos: number | null;
}

export interface AttachmentsOptions {
  readonly store: StoreContext;
  readonly files: FileStore;
  readonly scan: Scanner;
  readonly report: (error: unknown) => void;
}

export function createAttachments({ store, files, scan, report }: AttachmentsOptions): Attachments {
  const { db } = store;
  const scans = new Set<Promise<void>>();

  async function announce(by: Uploader, file: AnnouncedFile) {
    await dropUnnamed(by.customer);
    const known = await find(db.query, by.customer, file.id);
    if (known) return { created: false, isUploaded: repeatOf(known, by, file).uploaded };
    const [{ count } = { count: 0 }] = await db.query<{ count: number }>(
      "SELECT count(*) AS count FROM attachment WHERE customer = $1 AND pos IS NULL",
      [by.customer],
    );
    if (count >= UNNAMED_MAX) throw new Problem("rate-limited", { retryAfter: 600 });
    const { id, name, type, bytes, sha256 } = file;
    const inserted = await db.query(
      `INSERT INTO attachment (customer, id, uploader, name, type, bytes, sha256, file, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
      [by.customer, id, by.key, name, type, bytes, sha256, randomUUID(), store.now()],
    );
    // The same announcement came twice at once.
    if (inserted.length === 0) return announce(by, file);
    return { created: true, isUploaded: false };
  }

  /** Announced long ago and in no message: nobody will name it any more. */
  async function dropUnnamed(customer: string): Promise<void> {
    const before = new Date(store.now().getTime() - UNNAMED_LIFE_MS);
    const dropped = await db.query<{ file: string }>(
      "DELETE FROM attachment WHERE customer = $1 AND pos IS NULL AND at < $2 RETURNING file",
      [customer, before],
    );
    await Promise.all(dropped.map(({ file }) => files.remove(file)));
  }

  async function upload(by: Uploader, id: string, bytes: Uint8Array): Promise<void> {
    const row = await own(by, id);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (bytes.byteLength !== row.bytes || sha256 !== row.sha256) throw new Problem("upload-mismatch");
    if (row.uploaded) return;
    await files.put(row.file, bytes);
    await db.query("UPDATE attachment SET uploaded = true WHERE customer = $1 AND id = $2", [
      by.customer,
      id,
    ]);
    scanLater({ ...row, uploaded: true });
  }

  async function own(by: Uploader, id: string): Promise<AttachmentRow> {
    const row = await find(db.query, by.customer, id);
    if (row?.uploader !== by.key) throw new Problem("not-found");
    return row;
  }

  function scanLater(row: AttachmentRow): void {
    const running = scanNow(row)
      .catch(report)
      .finally(() => scans.delete(running));
    scans.add(running);
  }

  async function scanNow({ customer, id, file, type }: AttachmentRow): Promise<void> {
    const bytes = await files.get(file);
    const verdict = bytes ? await scan(bytes, type) : "rejected";
    const tell = (pos: number) =>
      writeThread(store, customer, null, (writer) => writer.changeAttachment(pos, id, verdict));
    const isTold = await writeThread(store, customer, null, async (writer) => {
      const pos = await settle(writer.sql, customer, id, verdict);
      if (pos !== null) await writer.changeAttachment(pos, id, verdict);
      return true;
    });
    // Without a thread there is no message that could show it, unless the very first one was written just now.
    const pos = isTold ? null : await settle(db.query, customer, id, verdict);
    if (pos !== null) await tell(pos);
    if (verdict === "rejected") await files.remove(file);
  }

  return {
    announce,
    expectedBytes: async (by, id) => (await own(by, id)).bytes,
    upload,
    read: async (customer, id) => {
      const row = await find(db.query, customer, id);
      if (!row?.uploaded) throw new Problem("not-found");
      if (row.scan !== "clean") throw new Problem("attachment-not-clean");
      const bytes = await files.get(row.file);
      if (!bytes) throw new Problem("not-found");
      return { name: row.name, type: row.type, bytes };
    },
    resume: async () => {
      const left = await db.query<AttachmentRow>(
        "SELECT * FROM attachment WHERE uploaded AND scan = 'pending'",
      );
      left.forEach(scanLater);
    },
    settled: async () => void (await Promise.all(scans)),
  };
}

/**
 * What a message with these files shows. The caller holds the thread's lock, and says then which message it is.
 * @throws {Problem} invalid-attachments: one is unknown, another's, not uploaded, or part of a message
 */
export async function readNamed(
  sql: Sql,
  by: Uploader,
  ids: readonly string[],
): Promise<readonly ShownAttachment[]> {
  const shown: ShownAttachment[] = [];
  for (const id of ids) {
    const row = await find(sql, by.customer, id, "FOR UPDATE");
    if (row?.uploader !== by.key || !row.uploaded || row.pos !== null)
      throw new Problem("invalid-attachments");
    const { name, type, bytes, scan } = row;
    shown.push({ id, name, type, bytes, scan });
  }
  return shown;
}

export async function nameInMessage(sql: Sql, customer: string, ids: readonly string[], pos: number) {
  for (const id of ids)
    await sql("UPDATE attachment SET pos = $3 WHERE customer = $1 AND id = $2", [customer, id, pos]);
}

async function find(
  sql: Sql,
  customer: string,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<AttachmentRow | undefined> {
  const [row] = await sql<AttachmentRow>(`SELECT * FROM attachment WHERE customer = $1 AND id = $2 ${lock}`, [
    customer,
    id,
  ]);
  return row;
}

/** Keeps the verdict; gives the message that shows the file, if there is one. */
async function settle(sql: Sql, customer: string, id: string, verdict: Verdict): Promise<number | null> {
  const [row] = await sql<AttachmentRow>(
    "UPDATE attachment SET scan = $3 WHERE customer = $1 AND id = $2 AND scan = 'pending' RETURNING *",
    [customer, id, verdict],
  );
  return row?.pos ?? null;
}

function repeatOf(known: AttachmentRow, by: Uploader, file: AnnouncedFile): AttachmentRow {
  const keys = ["name", "type", "bytes", "sha256"] as const;
  if (known.uploader !== by.key || keys.some((key) => known[key] !== file[key]))
    throw new Problem("id-reused");
  return known;
}
