// The fake backend that the engine is tested with keeps the port's promises too, or those tests would prove little.

import { backendContract } from "../support/backend-contract.ts";
import { createFakeBackend } from "../support/fake-backend.ts";

const fake = createFakeBackend({ canLongPoll: true });
fake.revoked.add("nobody");
let count = 0;

backendContract("the fake backend", () => ({
  backend: fake,
  refusedToken: "nobody",
  newCustomer: async () => {
    const id = `customer${(count += 1)}`;
    const customer = fake.of(id);
    return {
      id,
      token: id,
      answer: async (text) => customer.say(text),
      setWaiting: async () => customer.setState("waiting"),
    };
  },
  passWait: () => fake.bye(0),
}));
