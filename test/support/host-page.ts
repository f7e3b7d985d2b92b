// Somebody else's site, on another origin than the chat: pages written in a test, with the script tag in them.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isOfBrowser, openWorld, type World } from "./e2e.ts";

export interface HostSite {
  readonly url: string;
  /** What a path of the site answers from now on, whatever the query. Default: its front page. */
  serve(page: HostPage, path?: string): void;
  /** What browsers reported against the pages' policies. */
  readonly reports: readonly string[];
  close(): Promise<void>;
}

export interface HostPage {
  /** Scripts and styles before the chat's tag, as markup. */
  readonly head?: string;
  readonly body?: string;
  /** The chat's tag; null for a page without it. */
  readonly tag: string | null;
  /** The Content-Security-Policy that it is served with; each violation is reported. Default: none. */
  readonly policy?: string;
}

/** The site, and the chat's backend with the browsers that visit both. */
export interface HostWorld extends World {
  readonly site: HostSite;
}

export async function openHostWorld(): Promise<HostWorld> {
  const [world, site] = await Promise.all([openWorld(), openHostSite()]);
  return {
    ...world,
    site,
    close: async () => {
      await world.close();
      await site.close();
    },
  };
}

export async function openHostSite(): Promise<HostSite> {
  const pages = new Map<string, { readonly html: string; readonly policy: string | undefined }>();
  const reports: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      request.setEncoding("utf8").on("data", (part) => {
        if (!isOfBrowser(String(part))) reports.push(String(part));
      });
      request.on("end", () => response.writeHead(204).end());
      return;
    }
    const page = pages.get(new URL(request.url ?? "/", "http://site").pathname);
    response.writeHead(page === undefined ? 204 : 200, {
      "content-type": "text/html; charset=utf-8",
      ...(page?.policy !== undefined && {
        "content-security-policy": `${page.policy}; report-uri /reports`,
      }),
    });
    response.end(page?.html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    reports,
    serve: ({ head = "", body = "<h1>Host</h1>", tag, policy }, path = "/") => {
      const start = `<!doctype html><html lang="en"><head><title>Host</title>${head}${tag ?? ""}</head>`;
      pages.set(path, { html: `${start}<body>${body}</body></html>`, policy });
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
