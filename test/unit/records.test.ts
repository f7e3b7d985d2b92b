import { expect, it } from "vitest";
import type { Partition } from "../../src/identity/vault.ts";
import { createRecords } from "../../src/sync/records.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const file = (id: string) => ({ id, name: `${id}.txt`, type: "text/plain", bytes: 1, uploaded: true });
const ui = (...ids: readonly string[]) => ({ open: true, draft: "", files: ids.map(file), lastSeenPos: -1 });

it("a file that another tab took out stays out, though it was heard of while this tab was storing", async () => {
  let stored = ui("a");
  let written = Promise.withResolvers<void>();
  const records = createRecords({
    partition: {
      stored: { ui: stored },
      save: () => written.promise.then(() => []),
      read: async () => ({ outbox: [], ui: stored }),
    } as unknown as Partition,
    clock: createFakeClock(),
    mailbox: { write: () => ({ outbox: [], gone: new Set(), onWritten: () => {} }), take: () => {} },
    collect: () => ({ name: "Ana", head: null, rewind: false, isWatching: false }),
    onStale: () => {},
    onFilesStored: () => {},
  });
  const ids = () => records.files.all().map(({ id }) => id);
  records.files.put([file("ours")]);
  const saved = records.save();
  stored = ui("a", "theirs");
  await records.readAgain();
  expect(ids().sort()).toEqual(["a", "ours", "theirs"]);
  written.resolve();
  await saved;
  written = Promise.withResolvers();
  stored = ui("a");
  await records.readAgain();
  expect(ids()).toEqual(["a"]);
});
