// A page's life: what comes from outside reaches it only while it runs; a frozen page hears it when it is thawed, a dead one never.

import type { Agenda } from "./agenda.ts";

export interface Life {
  /** Now; later if frozen; never if dead. Each call is an event of its own, in the order asked. */
  run(what: () => void): void;
  isAlive(): boolean;
  isFrozen(): boolean;
  freeze(): void;
  thaw(): void;
  /** As by a crash: nothing of the page ever runs again. */
  end(): void;
}

export function createLife(agenda: Agenda): Life {
  const backlog: (() => void)[] = [];
  let isAlive = true;
  let isFrozen = false;
  let isCatchingUp = false;

  function catchUp(): void {
    if (isFrozen || !isAlive) {
      isCatchingUp = false;
      return;
    }
    const what = backlog.shift();
    isCatchingUp = what !== undefined;
    if (!what) return;
    agenda.after(0, catchUp);
    what();
  }

  return {
    run: (what) => {
      if (!isAlive) return;
      if (isFrozen || isCatchingUp) backlog.push(what);
      else what();
    },
    isAlive: () => isAlive,
    isFrozen: () => isFrozen,
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
      if (isCatchingUp) return;
      isCatchingUp = true;
      agenda.after(0, catchUp);
    },
    end: () => {
      isAlive = false;
      backlog.length = 0;
    },
  };
}
