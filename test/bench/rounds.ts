// The order of everything: in each round each contestant is measured once at each place, one right after the other, and another one
// begins in each round, so that whatever drifts concerns all of them alike.

import { contestants, noChat, type Contestant } from "./contestants.ts";
import {
  measureClick,
  measureIncoming,
  measureNavigation,
  measureRestore,
  measureVisitor,
  warmUp,
} from "./measure.ts";
import type { BenchOptions, Group } from "./options.ts";
import type { Found, Measure, Place, Sample } from "./sample.ts";
import { openSeats, type Seats } from "./seats.ts";
import type { World } from "./world.ts";

type Tell = (line: string) => void;

export async function runRounds(
  worlds: readonly World[],
  options: BenchOptions,
  tell: Tell,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const gaveUp = new Set<string>();
  const seats = await openSeats(worlds, options.only, async (world, visitor) => {
    tell(`warming up ${visitor.contestant.title} at ${world.size.toLocaleString("en")}`);
    const found = await warmUp(visitor);
    const place = { contestant: visitor.contestant.name, size: world.size, throttle: 1, round: 0 };
    samples.push(...toSamples(place, found));
  });
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const throttle of options.throttles) {
      for (const world of worlds) {
        for (const group of options.only) {
          for (const contestant of rotated(entrants(group, world, worlds), round)) {
            const place = { contestant: contestant.name, size: world.size, throttle, round };
            const name = `${group} ${contestant.name} ${world.size} ${throttle}`;
            if (gaveUp.has(name) || (isLong(group, contestant) && round > options.longRounds)) continue;
            const found = await measure(group, seats, world, contestant, throttle);
            samples.push(...toSamples(place, found));
            if (found.restored !== null && found.incoming !== null) continue;
            // It may be busy for minutes: from now on somebody else sits there, and this is not tried again.
            gaveUp.add(name);
            tell(`${contestant.title} gave up: ${name}`);
            await seats.replace(world, contestant);
          }
        }
        tell(
          `round ${round} of ${options.rounds}: ${world.size.toLocaleString("en")} messages, ${throttle}×`,
        );
      }
    }
  }
  return samples;
}

/** Strangers see no history, so one width is enough. Nothing is restored where there is no way to. */
function entrants(group: Group, world: World, worlds: readonly World[]): readonly Contestant[] {
  if (group === "visitor") return world === worlds[0] ? [...contestants, noChat] : [];
  return group === "restore" ? contestants.filter(({ restores }) => restores) : contestants;
}

/** What takes long has fewer rounds; but Ajar and the floor are compared in each. */
function isLong(group: Group, { name }: Contestant): boolean {
  return group === "restore" || group === "visitor" || (group === "incoming" && name === "full-list");
}

async function measure(
  group: Group,
  seats: Seats,
  world: World,
  contestant: Contestant,
  throttle: number,
): Promise<Found> {
  const visitor = group === "visitor" ? seats.stranger(contestant) : seats.regular(world, contestant);
  switch (group) {
    case "navigation":
      return measureNavigation(visitor, throttle);
    case "click":
      return measureClick(visitor, throttle);
    case "incoming":
      return measureIncoming(visitor, world, throttle);
    case "restore":
      return measureRestore(visitor, seats.empty(contestant), throttle);
    case "visitor":
      return measureVisitor(visitor, throttle);
  }
}

function toSamples(place: Place, found: Found): Sample[] {
  return (Object.entries(found) as [Measure, number | null][]).map(([measure, value]) => ({
    measure,
    ...place,
    value,
  }));
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
