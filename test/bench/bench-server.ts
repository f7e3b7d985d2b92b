// The site that is measured: one bare page for each contestant, their scripts, and everything else from the backend, all of one
// origin. Scripts are compressed and may be cached for ever, whoever's they are.

import { readFile } from "node:fs/promises";
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { contestantNamed, pageOf } from "./contestants.ts";
import { peerFolder } from "./peer.ts";

export interface BenchServer {
  readonly url: string;
  close(): Promise<void>;
}

const scripts = fileURLToPath(new URL("contestants/", import.meta.url));
const dist = fileURLToPath(new URL("../../dist/script/", import.meta.url));
const blank = `<!doctype html><link rel="icon" href="data:,"><title>Nothing</title>`;

/** @param backend The reference backend's address. */
export async function startBenchServer(backend: string): Promise<BenchServer> {
  const toBackend = new Agent({ keepAlive: true });
  const files = new Map<string, Buffer>();
  const server = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", backend);
    const page = pathname === "/blank" ? blank : pageFor(pathname, searchParams);
    if (page !== undefined) return sendPage(outgoing, page);
    const file = files.get(pathname) ?? (await readScript(pathname));
    if (!file) return passOn(incoming, outgoing, backend, toBackend);
    files.set(pathname, file);
    sendScript(outgoing, file);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server, toBackend),
  };
}

function pageFor(pathname: string, query: URLSearchParams): string | undefined {
  const contestant = contestantNamed(pathname.match(/^\/page\/([a-z-]+)$/)?.[1]);
  return contestant && pageOf(contestant, query);
}

/** A contestant's own script comes with the panel that the hand-written ones share, as one file. */
async function readScript(pathname: string): Promise<Buffer | undefined> {
  const [, place, name] = pathname.match(/^\/(bench|peer|ajar)\/((?:chunks\/)?[\w.-]+\.js)$/) ?? [];
  if (!place || !name) return undefined;
  const paths = {
    bench: [`${scripts}panel.js`, scripts + name],
    peer: [peerFolder + name],
    ajar: [dist + name],
  }[place as "bench" | "peer" | "ajar"];
  const parts = await Promise.all(paths.map((path) => readFile(path)));
  return gzipSync(Buffer.concat(parts), { level: 9 });
}

function sendPage(outgoing: ServerResponse, page: string): void {
  outgoing.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  outgoing.end(page);
}

function sendScript(outgoing: ServerResponse, file: Buffer): void {
  outgoing.writeHead(200, {
    "Content-Type": "text/javascript; charset=utf-8",
    "Content-Encoding": "gzip",
    "Content-Length": file.length,
    "Cache-Control": "public, max-age=31536000, immutable",
  });
  outgoing.end(file);
}

/** Byte for byte and at once, streams too. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse, backend: string, agent: Agent): void {
  const { hostname, port } = new URL(backend);
  const { method, url: path, headers } = incoming;
  const upstream = request({ hostname, port, method, path, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  upstream.on("error", () => outgoing.destroy());
  outgoing.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}

async function close(server: Server, agent: Agent): Promise<void> {
  agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
