import { deepEqual, equal, match, ok } from "node:assert/strict";

import { Refused } from "../../sawidget/frontend/link.ts";
import { description, paths, stands } from "../../sawidget/frontend/parts/landscape.ts";
import { apart, averaged, constant, law, temperatureAt } from "../../sawidget/frontend/parts/law.ts";
import { Terrain } from "../../sawidget/frontend/parts/terrain.ts";
import { comparison } from "../../sawidget/frontend/parts/theory.ts";
import { nothing, reduce, type View } from "../../sawidget/frontend/view.ts";
import type { Landscape, Parameters, Progress } from "../../sawidget/frontend/wire.ts";

const isomer = (smiles: string, forms: [number, number][], x = 0, trap = false) => ({
  smiles,
  energy: forms[0][0],
  forms,
  trap,
  x,
});
/** The hexanes by their Wiener index. */
const hexanes: Landscape = {
  formula: "C6H14",
  isomers: [
    isomer("CCC(C)(C)C", [[28, 6]], 0),
    isomer("CC(C)C(C)C", [[29, 8]], 1),
    isomer("CCC(C)CC", [[31, 2]], 0.5),
    isomer("CCCC(C)C", [[32, 2]], 0.75),
    isomer("CCCCCC", [[35, 2]], 0.25),
  ],
  moves: { from: [0, 0, 2], to: [1, 2, 3], probability: [0.1, 0.3, 0.2], back: [0.1, 0.1, 0.2] },
};
const parameters = { formula: "C6H14", optimization_mode: "MINIMIZE", accept: "metropolis" } as unknown as Parameters;
const still = { step: [1, 100], temperature: [5, 5] }, falling = { step: [1, 101], temperature: [10, 0.1] };

function near(found: number[], expected: number[], within = 1e-12) {
  equal(found.length, expected.length);
  found.forEach((one, place) => ok(Math.abs(one - expected[place]) < within, `${found} is not ${expected}`));
}

Deno.test("the law is exp(-E/kT) over the symmetries, and exp(+E/kT) where the energy is maximised", () => {
  for (const [maximise, sign] of [[false, -1], [true, 1]] as const) {
    const weights = hexanes.isomers.map(({ forms: [[energy, symmetries]] }) =>
      Math.exp(sign * energy / 5) / symmetries
    );
    const all = weights.reduce((sum, one) => sum + one);
    near(law(hexanes.isomers, 5, maximise), weights.map((one) => one / all));
  }
});

Deno.test("in the cold all is in the best isomer, in the heat symmetries alone decide", () => {
  near(law(hexanes.isomers, 1e-6, false), [1, 0, 0, 0, 0]);
  near(law(hexanes.isomers, Infinity, false), [4, 3, 12, 12, 12].map((one) => one / 43));
});

Deno.test("the forms of an isomer are added up, each with its own energy", () => {
  const [one] = law([isomer("A", [[0, 2], [1, 1]]), isomer("B", [[0, 1]])], 1, false);
  ok(Math.abs(one / (1 - one) - (0.5 + Math.exp(-1))) < 1e-12);
});

Deno.test("kT is read between the points of the line, and stays at its ends", () => {
  equal(temperatureAt(falling, 51), 5.05);
  equal(temperatureAt(falling, 0), 10);
  equal(temperatureAt(falling, 1000), 0.1);
  const jump = { step: [1, 50, 51, 100], temperature: [10, 1, 10, 1] };
  equal(temperatureAt(jump, 50), 1);
  equal(temperatureAt(jump, 51), 10);
});

Deno.test("at constant kT the mean over the run is the law itself, also before its first step", () => {
  ok(constant(still) && !constant(falling));
  for (const steps of [0, 1, 70]) near(averaged(hexanes.isomers, still, steps, false), law(hexanes.isomers, 5, false));
});

Deno.test("while kT falls the mean is over the steps that were made, each at its own kT", () => {
  const steps = 40, expected = hexanes.isomers.map(() => 0);
  for (let step = 1; step <= steps; step++) {
    law(hexanes.isomers, temperatureAt(falling, step), false).forEach((one, place) => expected[place] += one / steps);
  }
  near(averaged(hexanes.isomers, falling, steps, false), expected);
  near(averaged(hexanes.isomers, falling, 0, false), law(hexanes.isomers, 10, false), 0.01);
});

Deno.test("two laws are apart by what would have to move", () => {
  equal(apart([1, 0], [1, 0]), 0);
  equal(apart([1, 0], [0, 1]), 1);
  ok(Math.abs(apart([0.5, 0.5], [0.4, 0.6]) - 0.1) < 1e-12);
});

Deno.test("it is said in words what is compared, and where the comparison is not fair", () => {
  const view = { ...nothing, parameters, temperature: 5, cooling: still };
  equal(
    comparison(view, 1200, 0.031),
    "Exact is exp(−E/kT) / symmetries at kT 5. After 1\u202f200 steps, visited and exact differ by 3\u202f%.",
  );
  match(comparison({ ...view, cooling: falling }, 0, 0), /kT falls.*equilibrium.*dots are the law.* at kT 5 alone\.$/);
  match(
    comparison({ ...view, parameters: { ...parameters, accept: "mine" } }, 0, 0),
    /Metropolis's rule; this run has/,
  );
  match(comparison({ ...view, parameters: { ...parameters, optimization_mode: "MAXIMIZE" } }, 0, 0), /exp\(\+E\/kT\)/);
});

Deno.test("an isomer stands at the height of its energy, and in the middle where all have the same", () => {
  deepEqual(stands(hexanes).map(({ y }) => y), [1000, 857, 571, 429, 0]);
  deepEqual(stands(hexanes).map(({ x }) => x), [0, 1000, 500, 750, 250]);
  const flat = { ...hexanes, isomers: hexanes.isomers.map((one) => ({ ...one, energy: 1 })) };
  ok(stands(flat).every(({ y }) => y === 500));
});

Deno.test("the likeliest moves, there or back, are drawn most strongly, and each once", () => {
  deepEqual(paths(hexanes), ["M0 1000L1000 857", "M500 571L750 429", "M0 1000L500 571"]);
});

Deno.test("traps are counted in words", () => {
  match(description(hexanes, false), /^5 isomers of C6H14.*3 moves.*no trap.*leads down to the best\.$/);
  const trapped = { ...hexanes, isomers: [...hexanes.isomers, isomer("A", [[40, 1]], 0, true)] };
  match(description(trapped, true), /1 trap has a dashed frame: no way leads up from there\.$/);
});

const view: View = { ...nothing, session: "a", parameters };

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

Deno.test("the landscape is asked for once, for both panes, and anew when the energy is another one", async () => {
  let asked = 0, told = 0;
  const terrain = new Terrain(() => (asked++, Promise.resolve(hexanes)));
  const first = () => told++, second = () => told++;
  equal(terrain.of(view, first), null);
  equal(terrain.of(view, second), null);
  match(terrain.message, /Listing the isomers of C6H14/);
  await settled();
  deepEqual([asked, told], [1, 2]);
  equal(terrain.of({ ...view, parameters: { ...parameters, seed: 8, initial_temp: 3 } }, first), hexanes);
  equal(terrain.of({ ...view, parameters: { ...parameters, energy: "logp" } }, first), null);
  equal(terrain.of({ ...view, initial_energy: 7 }, first), null); // a function was written anew
  equal(asked, 3);
});

Deno.test("an answer for parameters that are no more is not shown", async () => {
  const answers: ((found: Landscape) => void)[] = [];
  const terrain = new Terrain(() => new Promise((answer) => answers.push(answer)));
  const other = { ...view, parameters: { ...parameters, formula: "C7H16" } };
  terrain.of(view, () => {});
  terrain.of(other, () => {});
  answers[0](hexanes);
  await settled();
  equal(terrain.of(other, () => {}), null);
});

for (const [status, again] of [[422, false], [503, true]] as const) {
  Deno.test(`a landscape that is refused with ${status} is ${again ? "" : "not "}asked for again later`, async () => {
    let asked = 0;
    const terrain = new Terrain(
      () => (asked++, Promise.reject(new Refused("Refused", "formula: C9 is too large", status))),
    );
    const now = performance.now;
    try {
      terrain.of(view, () => {});
      await settled();
      equal(terrain.of(view, () => {}), null);
      equal(terrain.message, "C9 is too large");
      equal(asked, 1);
      performance.now = () => now.call(performance) + 5000;
      terrain.of(view, () => {});
      equal(asked, again ? 2 : 1);
      await settled();
    } finally {
      performance.now = now;
    }
  });
}

Deno.test("frames name the isomer where the run is, and how often it was where", () => {
  const data = { ...nothing, session_id: "a", current_smiles: "CCC(C)CC", visits: [] as Progress["visits"] };
  data.visits = [{ smiles: "CCC(C)CC", energy: 31, steps: 4 }];
  const after = reduce(view, { name: "progress", data: data as unknown as Progress });
  const place = hexanes.isomers.findIndex(({ smiles }) => smiles === after.current_smiles);
  equal(place, 2);
  equal(after.visits.get(hexanes.isomers[place].smiles)?.steps, 4);
});
