// Several tabs of one fake browser with one fake backend: real engines over shared storage, locks and a channel.

import type { Backend } from "../../src/backend/backend.ts";
import {
  alter,
  createFakeBackend,
  type FakeBackend,
  type FakeClient,
  type FakeClientOptions,
  openFakeClient,
} from "./fake-backend.ts";
import { createFakeBrowser, type FakeBrowser } from "./fake-browser.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

export interface TabsSetting extends FakeClientOptions {
  /** What the browser lacks. */
  readonly without?: readonly (keyof FakeBrowser)[];
  readonly canStream?: boolean;
  readonly canLongPoll?: boolean;
  /** Calls of the backend that are replaced. */
  readonly change?: (server: FakeBackend, clock: FakeClock) => Partial<Backend>;
}

export function setUpTabs({
  without = [],
  canStream = true,
  canLongPoll = false,
  change = () => ({}),
  ...options
}: TabsSetting = {}) {
  const server = createFakeBackend({ canStream, canLongPoll });
  const clock = createFakeClock();
  const backend = alter(server, change(server, clock));
  const whole = createFakeBrowser();
  const browser: Partial<FakeBrowser> = { ...whole };
  for (const part of without) delete browser[part];
  const openTab = (own: FakeClientOptions = {}): FakeClient =>
    openFakeClient(backend, { customerId: "ana", clock, browser, ...options, ...own });
  const openTabs = async (count: number) => {
    const tabs = Array.from({ length: count }, () => openTab());
    for (const { chat } of tabs) chat.open();
    await clock.advance(0);
    return tabs as [FakeClient, FakeClient, ...FakeClient[]];
  };
  return { server, clock, browser: whole, ana: server.of("ana"), count: server.count, openTab, openTabs };
}
