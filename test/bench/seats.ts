// Who sits where: a regular of each contestant at each width of history, a customer without messages and a stranger of each
// contestant. All are warmed up before anything is measured.

import { contestants, noChat, type Contestant } from "./contestants.ts";
import { measureVisitor } from "./measure.ts";
import type { Group } from "./options.ts";
import type { Visitor } from "./visitor.ts";
import type { World } from "./world.ts";

export interface Seats {
  regular(world: World, contestant: Contestant): Visitor;
  empty(contestant: Contestant): Visitor;
  stranger(contestant: Contestant): Visitor;
  /** Another regular, warmed up as well. */
  replace(world: World, contestant: Contestant): Promise<void>;
}

export async function openSeats(
  worlds: readonly World[],
  groups: readonly Group[],
  welcome: (world: World, visitor: Visitor) => Promise<void>,
): Promise<Seats> {
  const seats = new Map<string, Visitor>();
  const seatRegular = async (world: World, contestant: Contestant) => {
    const visitor = await world.visitor(contestant);
    seats.set(`regular ${world.size} ${contestant.name}`, visitor);
    await welcome(world, visitor);
  };
  const seatEmpty = async (world: World, contestant: Contestant) => {
    const visitor = await world.emptyVisitor(contestant);
    seats.set(`empty ${contestant.name}`, visitor);
    await visitor.visit({ history: "all" });
    await visitor.open();
    await visitor.page.waitForTimeout(1_000);
    await visitor.leave();
  };
  const seatStranger = async (world: World, contestant: Contestant) => {
    const visitor = await world.stranger(contestant);
    seats.set(`stranger ${contestant.name}`, visitor);
    for (let visits = 0; visits < 3; visits += 1) await measureVisitor(visitor, 1);
  };

  const [first] = worlds;
  if (!first) throw new Error("There is no world to sit in.");
  if (groups.some((group) => group !== "visitor"))
    for (const world of worlds) for (const contestant of contestants) await seatRegular(world, contestant);
  if (groups.includes("restore"))
    for (const contestant of contestants) if (contestant.restores) await seatEmpty(first, contestant);
  if (groups.includes("visitor"))
    for (const contestant of [...contestants, noChat]) await seatStranger(first, contestant);

  const find = (name: string) => {
    const visitor = seats.get(name);
    if (!visitor) throw new Error(`Nobody sits at "${name}".`);
    return visitor;
  };
  const regular = (world: World, { name }: Contestant) => find(`regular ${world.size} ${name}`);
  return {
    regular,
    empty: ({ name }) => find(`empty ${name}`),
    stranger: ({ name }) => find(`stranger ${name}`),
    replace: async (world, contestant) => {
      await regular(world, contestant).close();
      await seatRegular(world, contestant);
    },
  };
}
