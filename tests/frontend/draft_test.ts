import { deepEqual, equal } from "node:assert/strict";

import { body, complaints, option, typed, written } from "../../sawidget/frontend/parts/draft.ts";
import type { Parameters } from "../../sawidget/frontend/wire.ts";

const parameters: Parameters = {
  formula: "C9H20",
  seed: 7,
  schedule: "geometric",
  initial_temp: 60,
  min_temp: 6,
  cooling_schedule_k: 8,
  steps_per_cycle: 500,
  num_cycles: 4,
  optimization_mode: "MINIMIZE",
  component_weights: { wiener_index: 1, carbon13: 2 },
  component_options: { carbon13: { peaks: [[44.5, "t", 1]] } },
  start: "CCCCCCCCC",
  steps_per_second: 133,
};

Deno.test("what was not touched is sent as it was", () => {
  const sent = body(parameters, { seed: 8 });
  deepEqual({ ...sent, seed: 7, steps_per_second: 133 }, parameters);
});

Deno.test("another energy brings its own temperature and forgets the options of those it replaces", () => {
  const sent = body(parameters, { component_weights: { wiener_index: 1 } });
  equal("initial_temp" in sent || "min_temp" in sent, false);
  deepEqual(sent.component_options, {});
  equal(body(parameters, { component_weights: { rings: 1 }, initial_temp: 3 }).initial_temp, 3);
});

Deno.test("weights take the place of an energy that was named alone", () => {
  const named = { ...parameters, energy: "carbon13" };
  equal("energy" in body(named, { component_weights: { rings: 1 } }), false);
  equal(body(named, { seed: 1 }).energy, "carbon13");
});

Deno.test("another formula cannot start from the old molecule", () => {
  equal("start" in body(parameters, { formula: "C8H18" }), false);
  equal(body(parameters, { seed: 1 }).start, "CCCCCCCCC");
});

Deno.test("a pace that was the default follows the length of the run, a chosen one stays", () => {
  equal("steps_per_second" in body(parameters, { num_cycles: 400 }), false);
  equal(body({ ...parameters, steps_per_second: 20 }, { num_cycles: 400 }).steps_per_second, 20);
});

Deno.test("a refusal's lines are told at the fields they name", () => {
  const told = complaints(
    "min_temp must be above 0, not -1\ncomponent_weights: the weight of rings must be a number\n" +
      "C6H13 has an odd number of hydrogens",
    ["min_temp", "component_weights", "formula"],
  );
  equal(told.get("min_temp"), "min_temp must be above 0, not -1");
  equal(told.get("component_weights")?.startsWith("component_weights: "), true);
  equal(told.get(""), "C6H13 has an odd number of hydrogens");
});

Deno.test("options are typed as a word, numbers, a table or JSON, and shown the same way", () => {
  equal(option("  "), undefined);
  equal(option("auto"), "auto");
  equal(option("3"), 3);
  deepEqual(option("14.1, 22.7 32"), [14.1, 22.7, 32]);
  deepEqual(option("44.5 t 1\n33.1 - 2"), [[44.5, "t", 1], [33.1, null, 2]]);
  deepEqual(option("44.5 t"), [[44.5, "t"]]);
  deepEqual(option("14.1\n22.7"), [14.1, 22.7]);
  deepEqual(option('[[1, "q"]]'), [[1, "q"]]);
  for (const value of ["auto", 3, [14.1, 22.7], [[44.5, "t", 1], [33.1, null, 2]]]) {
    deepEqual(option(typed(value)), value);
  }
  equal(typed(undefined), "");
});

Deno.test("a comma within a number is a decimal one, unless other numbers have points", () => {
  deepEqual(option("13,7 22,9"), [13.7, 22.9]);
  equal(option("13,7"), 13.7);
  deepEqual(option("44,5 t 1\n33,1 - 2"), [[44.5, "t", 1], [33.1, null, 2]]);
  deepEqual(option("13,7; 22,9"), [13.7, 22.9]);
  deepEqual(option("14.1,22.7"), [14.1, 22.7]);
  deepEqual(option("14,22,32"), [14, 22, 32]);
  deepEqual(option("13, 7"), [13, 7]);
});

Deno.test("what only Python can say is named", () => {
  const known = [["geometric", "faulon"], ["wiener_index", "carbon13"]] as const;
  deepEqual(written(parameters, [...known[0]], [...known[1]]), []);
  const python = { ...parameters, schedule: "warm", accept: "greedy", component_weights: { mine: 1 } };
  deepEqual(written(python, [...known[0]], [...known[1]]), ["schedule=warm", "accept=greedy", "energy=mine"]);
  deepEqual(written(python, [], []), ["accept=greedy"]); // nothing is known yet: nothing is locked
});
