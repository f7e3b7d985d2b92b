// Which pages of other origins may speak to the bearer-token APIs, and what they may read of an answer.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ allowedOrigins: ["https://shop.example"] });
});
afterAll(() => server.close());

const preflight = (path: string, origin: string) =>
  fetch(server.url + path, {
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type",
    },
  });

describe.each(["/v1/messages", "/agent/v1/session"])("%s", (path) => {
  it.each(["http://localhost:5173", "http://127.0.0.1:9", "http://[::1]:80", "https://shop.example"])(
    "answers a preflight from %s",
    async (origin) => {
      const { status, headers } = await preflight(path, origin);
      expect(status).toBe(204);
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("access-control-allow-headers")).toBe("Authorization, Content-Type, If-Match");
      expect(headers.get("access-control-max-age")).toBe("7200");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("vary")).toContain("Origin");
    },
  );

  it.each([
    "https://evil.example",
    "https://shop.example.evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example:80",
    "null",
  ])("allows %s nothing", async (origin) => {
    const { headers } = await preflight(path, origin);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("access-control-allow-methods")).toBeNull();
  });
});

it("lets an allowed page read a refusal, and how long to wait", async () => {
  const headers = { Origin: "http://localhost:5173" };
  const response = await fetch(`${server.url}/v1/session`, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
  expect(response.headers.get("access-control-expose-headers")).toBe("Retry-After, ETag");
});

it.each(["/shop/session", "/shop/chat-token"])(
  "lets no other origin read %s, which goes by cookie",
  async (path) => {
    const answers = [
      await preflight(path, "http://localhost:5173"),
      await fetch(server.url + path, { headers: { Origin: "https://shop.example" } }),
    ];
    for (const { headers } of answers) expect(headers.get("access-control-allow-origin")).toBeNull();
  },
);
