// Counts what a page loads: requests, and bytes as they come over the wire (headers and compressed bodies).

import type { CDPSession } from "playwright";

export interface Wire {
  /** Since the last `reset`; what is still under way, such as an open stream, counts with its headers. */
  read(): Traffic;
  reset(): void;
}

export interface Traffic {
  readonly scriptBytes: number;
  /** Answers to `fetch`. */
  readonly dataBytes: number;
  /** Paths, without the page itself. */
  readonly requests: readonly string[];
}

export async function watchWire(cdp: CDPSession): Promise<Wire> {
  const typesById = new Map<string, string>();
  const bytesByType = new Map<string, number>();
  let requests: string[] = [];
  cdp.on("Network.requestWillBeSent", ({ requestId, type = "Other", request }) => {
    typesById.set(requestId, type);
    if (type !== "Document" && request.url.startsWith("http")) requests.push(new URL(request.url).pathname);
  });
  const add = (requestId: string, bytes: number) => {
    const type = typesById.get(requestId) ?? "Other";
    bytesByType.set(type, (bytesByType.get(type) ?? 0) + bytes);
  };
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => add(requestId, encodedDataLength));
  await cdp.send("Network.enable");
  const sum = (...types: string[]) => types.reduce((total, type) => total + (bytesByType.get(type) ?? 0), 0);
  return {
    read: () => ({ scriptBytes: sum("Script"), dataBytes: sum("Fetch", "XHR"), requests }),
    reset: () => {
      bytesByType.clear();
      requests = [];
    },
  };
}
