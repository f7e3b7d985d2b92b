// Somebody else's site, on another origin than the chat: pages written in a test, with the script tag in them.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostSite {
  readonly url: string;
  /** What an address of the site answers from now on. Default: its front page. */
  serve(page: HostPage, path?: string): void;
  close(): Promise<void>;
}

export interface HostPage {
  /** Scripts and styles before the chat's tag, as markup. */
  readonly head?: string;
  readonly body?: string;
  /** The chat's tag; null for a page without it. */
  readonly tag: string | null;
}

export async function openHostSite(): Promise<HostSite> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const html = pages.get(request.url ?? "/");
    response.writeHead(html === undefined ? 204 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    serve: ({ head = "", body = "<h1>Host</h1>", tag }, path = "/") => {
      const start = `<!doctype html><html lang="en"><head><title>Host</title>${head}${tag ?? ""}</head>`;
      pages.set(path, `${start}<body>${body}</body></html>`);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The chat's tag as a site would write it, for a customer whose token the page has. */
export function chatTag(backend: string, token: string): string {
  const signIn = `Ajar("signIn", async () => ${JSON.stringify(token)})`;
  const standIn = `window.Ajar = window.Ajar || function () { (Ajar.q = Ajar.q || []).push([...arguments]); }`;
  return `<script>${standIn}; ${signIn};</script><script async src="${backend}/ajar/ajar.js" data-backend="${backend}"></script>`;
}
