// The reference backend keeps the contract, on both databases that it runs on.

import { afterAll, beforeAll, describe } from "vitest";
import { databases, type OpenDatabase, type TestDatabase } from "../support/server-databases.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { aroundRules, typingTimeRules } from "./around-rules.ts";
import { attachmentRules } from "./attachment-rules.ts";
import { editRules } from "./edit-rules.ts";
import { inputRules } from "./input-rules.ts";
import { longPollRules, longPollTimeRules } from "./long-poll-rules.ts";
import { stateRules } from "./state-rules.ts";
import { streamRules, streamTimeRules } from "./stream-rules.ts";
import { textRules } from "./text-rules.ts";
import { timelineRules } from "./timeline-rules.ts";

describe.each(databases)("on $name", (database: TestDatabase) => {
  let opened: OpenDatabase;
  let server: TestServer;

  beforeAll(async () => {
    opened = await database.open();
    server = await startServer(await opened.newDatabase());
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await opened.close();
  });

  timelineRules(() => server);
  stateRules(() => server);
  editRules(() => server);
  streamRules(() => server);
  longPollRules(() => server);
  inputRules(() => server);
  attachmentRules(() => server);
  textRules(() => server);
  aroundRules(() => server);
});

streamTimeRules();
longPollTimeRules();
typingTimeRules();
