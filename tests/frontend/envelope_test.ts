import { deepEqual, equal, ok } from "node:assert/strict";

import type { Columns } from "../../sawidget/frontend/parts/curve.ts";
import { drawn, energyAt } from "../../sawidget/frontend/parts/envelope.ts";

/** Energies that go to and fro after so many steps, each so far from the next, and one temperature still to come. */
function columns(points: number, apart = 1): Columns {
  const step = Array.from({ length: points }, (_, place) => apart * place), last = apart * points;
  const energy = step.map((_, place) => 50 + 10 * (place % 3));
  return [[...step, last], [...energy, null], [...energy.map(() => 50), null], [...step.map(() => 2), 1]];
}

const sight = { from: 0, to: 10_000, width: 100, log: false };

Deno.test("a line that can be told apart is drawn as it is", () => {
  const few = columns(300), [x, high, low, best, energy, temperature] = drawn(few, sight);
  deepEqual([x, energy, best, temperature], few);
  ok([...high, ...low].every((value) => value === null));
});

Deno.test("many points on a pixel are a band from the lowest to the highest, and the line is their mean", () => {
  const all = drawn(columns(10_000), sight), [x, high, low, best, energy, temperature] = all;
  ok(x.length <= 53, `${x.length}`);
  deepEqual(x, x.toSorted((one, other) => one - other));
  equal(low[20], 50);
  equal(high[20], 70);
  ok(Math.abs(energy[20]! - 60) < 0.2);
  equal(best[20], 50);
  deepEqual([x.at(-1), energy.at(-1), temperature.at(-1)], [10_000, null, 1]);
  equal(x.at(-2), 9999);
  equal(energyAt(all, 20), "50 to 70");
});

Deno.test("where only extremes are known there is no mean to draw", () => {
  const [, high, , , energy] = drawn(columns(1000, 10), { ...sight, width: 50 });
  ok(high.some((value) => value === 70));
  ok(energy.every((value) => value === null));
});

Deno.test("a narrower sight shows its points again", () => {
  const zoomed = drawn(columns(10_000), { ...sight, from: 500, to: 700 });
  equal(zoomed[0].length, 10_001);
});

Deno.test("on a logarithmic axis the start has the place of the first step, and late steps share a pixel", () => {
  const [x, high] = drawn(columns(10_000), { ...sight, from: 1, log: true });
  equal(x[0], 1);
  ok(x.length < 60 && high.every((value, place) => value !== null || place === x.length - 1));
  equal(drawn(columns(20), { ...sight, from: 1, log: true })[0][0], 1);
});
