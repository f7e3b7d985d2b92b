// The garbage collector on demand, and what is still there after it ran. For tests of what a chat leaves behind.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { settle } from "./fake-clock.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** How many of the objects still live. Goes on while that gets fewer: finalizers and weak references take turns of the event loop. */
export async function survivors(references: readonly WeakRef<object>[]): Promise<number> {
  let alive = references.length;
  for (let idle = 0; idle < 3 && alive > 0; idle += 1) {
    const before = alive;
    await settle();
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    alive = references.filter((reference) => reference.deref() !== undefined).length;
    if (alive < before) idle = 0;
  }
  return alive;
}
