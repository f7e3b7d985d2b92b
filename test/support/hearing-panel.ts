// An open panel, in a page of the host page's, that messages come to one at a time, as fast as it draws them.

import type { Host } from "./blank-page.ts";

interface Hearing {
  host: Host;
  /** Resolves when the panel has drawn so many more, one at a time. */
  hearMore: (count: number) => Promise<void>;
}

/** Runs in the page: the real backend, and a stream of its own that tells what it is told to. */
export async function openHearingPanel(): Promise<void> {
  const world = window as unknown as Hearing;
  const { startWidget, restBackend, getToken, customer } = world.host;
  const rest = restBackend(location.origin);
  const drawn = () => new Promise<void>((resolve) => setTimeout(resolve));
  const live = Promise.withResolvers<void>();
  let wanted = 0;
  let wake = Promise.withResolvers<void>();
  let idle = Promise.withResolvers<void>();

  const stream: typeof rest.stream = async function* tell({ after, token, signal }) {
    const { items, conversation } = await rest.newest({ token, signal, limit: 1 });
    const [last] = items;
    if (!last) return;
    yield { type: "ping" };
    live.resolve();
    for (let n = 1, from = after; !signal.aborted; n += 1) {
      if (wanted === 0) {
        idle.resolve();
        await wake.promise;
      }
      wanted -= 1;
      const item = { ...last, id: `heard ${n}`, pos: last.pos + n, seq: last.seq + n };
      yield {
        type: "change",
        delta: { from, items: [item], cursor: `${after}.${n}`, more: false, conversation },
      };
      from = `${after}.${n}`;
      await drawn();
    }
  };

  const widget = startWidget({ backend: { ...rest, stream }, getToken, customerId: customer });
  widget.open();
  await live.promise;
  world.hearMore = async (count) => {
    wanted = count;
    idle = Promise.withResolvers();
    wake.resolve();
    wake = Promise.withResolvers();
    await idle.promise;
  };
}

/** Runs in the page. */
export function hear(count: number): Promise<void> {
  return (window as unknown as Hearing).hearMore(count);
}
