// Files for tests: what is announced of them, and their bytes. A PNG of any size is a real one.

import { createHash, randomUUID } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { Caller } from "./server.ts";

export interface TestFile {
  readonly announcement: {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/** Its type is told by its name; `type` makes it lie. */
export function aFile(name: string, content: string | Uint8Array, type = typeOf(name)): TestFile {
  const bytes = new Uint8Array(Buffer.from(content));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const announcement = { id: randomUUID(), name, type, bytes: bytes.byteLength, sha256 };
  return { announcement, bytes, text: Buffer.from(bytes).toString() };
}

function typeOf(name: string): string {
  if (name.endsWith(".png")) return "image/png";
  return name.endsWith(".pdf") ? "application/pdf" : "text/plain";
}

/** Announces and uploads a customer's file; resolves to its id. */
export async function uploadAs(caller: Caller, file: TestFile): Promise<string> {
  const { body } = await caller.post("/v1/attachments", file.announcement);
  const put = await caller.request(body.upload.url, { method: "PUT", body: file.bytes });
  if (!put.ok) throw new Error(`The upload was answered ${put.status}`);
  return file.announcement.id;
}

/** Noise that no compression makes smaller: about three bytes for each pixel. */
export function noisyPng(width: number, height: number): Uint8Array {
  let state = 1;
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let at = 0; at < rows.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rows[at] = at % (1 + width * 3) === 0 ? 0 : state >>> 24;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
