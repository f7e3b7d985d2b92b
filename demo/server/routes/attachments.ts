// Announcing, uploading and downloading files, alike for customers and agents; who they are and whose timeline it is, the caller says.

import type { Context, Hono } from "hono";
import type { Demo } from "../demo.ts";
import { Problem } from "../http/problem.ts";
import { readBytes, readJson } from "../http/read-body.ts";
import { toId } from "../http/validate.ts";
import { toAnnouncedFile } from "../http/validate-attachment.ts";
import type { Uploader } from "../store/attachments.ts";
import type { AgentEnv, CustomerEnv } from "./env.ts";

const UPLOAD_LIFE_MS = 24 * 60 * 60_000;

export interface AttachmentRoutes<E extends CustomerEnv | AgentEnv> {
  /** Where the API begins. */
  readonly base: string;
  /** The path before `/attachments`, within the API. */
  readonly at: string;
  readonly uploaderOf: (context: Context<E>) => Promise<Uploader>;
}

export function attachmentRoutes<E extends CustomerEnv | AgentEnv>(
  app: Hono<E>,
  { attachments, store }: Demo,
  { base, at, uploaderOf }: AttachmentRoutes<E>,
): void {
  app.post(`${at}/attachments`, async (context) => {
    const file = toAnnouncedFile(await readJson(context.req.raw));
    const by = await uploaderOf(context);
    const { created, isUploaded } = await attachments.announce(by, file);
    const path = at.replace(":id", context.req.param("id") ?? "");
    const upload = isUploaded
      ? null
      : {
          method: "PUT",
          url: `${base}${path}/attachments/${file.id}/bytes`,
          headers: { "Content-Type": "application/octet-stream" },
          expiresAt: new Date(store.now().getTime() + UPLOAD_LIFE_MS).toISOString(),
        };
    return context.json({ id: file.id, upload }, created ? 201 : 200);
  });

  app.put(`${at}/attachments/:attachment/bytes`, async (context) => {
    const by = await uploaderOf(context);
    const id = attachmentId(context.req.param("attachment"));
    const most = await attachments.expectedBytes(by, id);
    await attachments.upload(by, id, await readBytes(context.req.raw, most, tooMany));
    return context.body(null, 204);
  });

  app.get(`${at}/attachments/:attachment`, async (context) => {
    const { customer } = await uploaderOf(context);
    const { name, type, bytes } = await attachments.read(
      customer,
      attachmentId(context.req.param("attachment")),
    );
    return context.body(bytes, 200, {
      "Content-Type": type,
      // RFC 6266 with RFC 8187: any name, and nothing in it can end the header.
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, escape)}`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox",
    });
  });
}

// The rest of the body is not read, so the connection can't be used again.
const tooMany = () => new Problem("upload-mismatch", { headers: { Connection: "close" } });

const escape = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** What can't be one of ours is not found, rather than wrong: it is part of an address. */
function attachmentId(value: string): string {
  try {
    return toId(value);
  } catch {
    throw new Problem("not-found");
  }
}
