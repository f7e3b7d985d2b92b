// The REST adapter keeps the port's promises against the real reference backend.

import { afterAll, beforeAll } from "vitest";
import { restBackend } from "../../src/rest.ts";
import { backendContract, type WorldCustomer } from "../support/backend-contract.ts";
import { message, startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function newCustomer(): Promise<WorldCustomer> {
  const [customer, rui] = await Promise.all([server.customer(), server.agent("rui")]);
  /** The address of the conversation that goes on, taken over by the agent. */
  const accepted = async () => {
    const { conversation } = (await customer.get("/v1/session")).body;
    const path = `/agent/v1/conversations/${conversation.id}`;
    if (conversation.state !== "active") await rui.post(`${path}/accept`);
    return path;
  };
  return {
    id: customer.id,
    token: customer.token,
    answer: async (text) => void (await rui.post(`${await accepted()}/messages`, message(text))),
    setWaiting: async () => void (await rui.post(`${await accepted()}/wait`)),
  };
}

backendContract("the REST adapter on the reference backend", () => ({
  backend: restBackend(server.url),
  refusedToken: "nonsense",
  newCustomer,
  passWait: () => undefined, // the server's own clock does
}));
