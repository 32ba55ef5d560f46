import { equal, match } from "node:assert/strict";

import * as words from "../../sawidget/frontend/parts/words.ts";
import type { Move, Parameters, Vocabulary } from "../../sawidget/frontend/wire.ts";

const NARROW = "\u202f";

const parameters: Parameters = {
  formula: "C10H16O",
  seed: 7,
  schedule: "faulon",
  initial_temp: 100,
  min_temp: 0.01,
  cooling_schedule_k: 8,
  steps_per_cycle: 500,
  num_cycles: 8,
  optimization_mode: "MINIMIZE",
  component_weights: { wiener_index: 1 },
  component_options: {},
  steps_per_second: 133,
};

const vocabulary: Vocabulary = {
  energies: [
    { name: "wiener_index", label: "Wiener index", unit: "bonds", help: "", options: {} },
    { name: "logp", label: "logP (Crippen)", unit: "", help: "", options: {} },
  ],
  schedules: [],
  presets: [],
};

const move: Move = {
  step: 12,
  verdict: "accepted",
  temperature: 2,
  vertices: [0, 1, 2, 11],
  pool: 11,
  before: [1, 0, 0, 2],
  after: [0, 1, 1, 1],
  energy: 31,
  delta: 3,
  probability: 0.2231,
  u: 0.17,
  before_smiles: "",
  after_smiles: "",
  before_svg: "",
  after_svg: "",
};

Deno.test("numbers are short, and whole where they are whole", () => {
  equal(words.number(31), "31");
  equal(words.number(12345), `12${NARROW}345`);
  equal(words.number(2.718281828), "2.718");
  equal(words.number(-0.5), "−0.5");
  equal(words.number(0.00001234), "1.234·10⁻⁵");
  equal(words.number(-2.5e12), "−2.5·10¹²");
  equal(words.number(null), "–");
  equal(words.number(NaN), "–");
});

Deno.test("a share is never rounded to nothing or to all", () => {
  equal(words.share(1, 2), `50${NARROW}%`);
  equal(words.share(1, 1_000_000), `<1${NARROW}%`);
  equal(words.share(999_999, 1_000_000), `>99${NARROW}%`);
  equal(words.share(0, 5), `0${NARROW}%`);
  equal(words.share(5, 5), `100${NARROW}%`);
  equal(words.share(0, 0), `–${NARROW}%`);
});

Deno.test("axes and paces are said in few letters", () => {
  equal(words.compact(9999), `9${NARROW}999`);
  equal(words.compact(2_500_000), "2.5M");
  equal(words.pace(0), "unlimited");
  equal(words.pace(1), "1 step/s");
  equal(words.pace(666_667), "667k steps/s");
});

Deno.test("the situation says stage and cycle while there is something to say", () => {
  equal(words.situation("idle", "initialised", 1, parameters), "ready");
  equal(words.situation("running", "cycle", 3, parameters), "cooling, cycle 3 of 8");
  equal(words.situation("running", "frozen", 8, parameters), "frozen, cycle 8 of 8");
  equal(words.situation("paused", "cycle", 1, { ...parameters, num_cycles: 1 }), "paused");
  equal(words.situation("running", "cycle", 1, { ...parameters, schedule: "constant", num_cycles: 1 }), "sampling");
  equal(words.situation("complete", "frozen", 8, parameters), "complete");
  equal(words.situation("running", "cycle", 1, parameters, "preparing: wait"), "preparing: wait");
  equal(words.situation("idle", "initialised", 1, parameters, "ready: start it"), "ready");
});

Deno.test("a verdict names slope, probability and draw", () => {
  equal(words.verdict(move, "MINIMIZE"), "Uphill by 3, accepted with probability 0.22, drew 0.17.");
  equal(
    words.verdict({ ...move, verdict: "rejected", u: 0.71 }, "MINIMIZE"),
    "Uphill by 3, accepted with probability 0.22, drew 0.71: rejected.",
  );
  equal(words.verdict({ ...move, delta: -5, probability: 1, u: null }, "MINIMIZE"), "Downhill by 5, always accepted.");
  equal(
    words.verdict({ ...move, delta: 0, probability: 1, u: null }, "MINIMIZE"),
    "No change of energy, always accepted.",
  );
  match(words.verdict(move, "MAXIMIZE"), /^Worse by 3, /);
});

Deno.test("a rule of the user's own has no probability to tell of", () => {
  equal(words.verdict({ ...move, probability: null }, "MINIMIZE"), "Uphill by 3, drew 0.17: accepted.");
});

Deno.test("null and disconnected proposals are called what they are", () => {
  match(words.verdict({ ...move, verdict: "null", after: [] }, "MINIMIZE"), /^A null proposal/);
  match(words.verdict({ ...move, verdict: "disconnected", delta: null }, "MINIMIZE"), /fall apart/);
  match(words.verdict({ ...move, verdict: "null", vertices: [] }, "MINIMIZE"), /^Too few atoms/);
});

Deno.test("isomers are counted, and none are not spoken of", () => {
  equal(words.isomers(0), "");
  equal(words.isomers(1), "1 isomer");
  equal(words.isomers(1313), "1\u202f313 isomers");
});

Deno.test("what was passed is counted without the proposal that is shown", () => {
  equal(words.passed({ steps: 5, nulls: 4 }, move), "4 null proposals passed on the way");
  equal(words.passed({ steps: 2, nulls: 1 }, move), "1 null proposal passed on the way");
  equal(words.passed({ steps: 9, nulls: 5 }, move), "8 proposals passed on the way, 5 of them null");
  equal(words.passed({ steps: 1, nulls: 0 }, move), "");
  equal(words.passed({ steps: 1, nulls: 1 }, { ...move, verdict: "null" }), "");
  equal(words.passed({ steps: 3, nulls: 3 }, { ...move, verdict: "null" }), "2 null proposals passed on the way");
  equal(words.passed(null, move), "");
});

Deno.test("vertices are named by element and number, the last one is the hydrogens", () => {
  const atoms = words.heavyAtoms("C10H16O");
  equal(atoms.length, 11);
  equal(words.vertex(0, 11, atoms), "C1");
  equal(words.vertex(10, 11, atoms), "O11");
  equal(words.vertex(11, 11, atoms), "H");
  equal(words.heavyAtoms("C2HCl3").join(), "C,C,Cl,Cl,Cl");
});

Deno.test("the energy is named by label and unit, a sum by its parts", () => {
  equal(words.energyName(parameters, vocabulary).unit, "bonds");
  equal(words.energyName(parameters, null).label, "wiener index");
  const sum = { ...parameters, component_weights: { wiener_index: 1, logp: 5, rings: 0 } };
  equal(words.energyName(sum, vocabulary).label, "Wiener index + 5 × logP (Crippen)");
  equal(words.energyName({ ...parameters, energy: "logp" }, vocabulary).label, "logP (Crippen)");
});

Deno.test("a run is summed up in a line, whose words are not those of the buttons", () => {
  const line = words.summary(parameters, vocabulary);
  equal(line, "minimise Wiener index · f₈, kT 100 → 0.01");
  equal(/start|pause|step|reset/i.test(line), false);
  const constant = { ...parameters, schedule: "constant", optimization_mode: "MAXIMIZE" as const };
  equal(words.summary(constant, vocabulary), "maximise Wiener index · kT 100, constant");
});
