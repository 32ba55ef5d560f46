import assert from "node:assert/strict";
import { columns as perRow } from "../../sawidget/frontend/multiples.ts";
import type { Columns } from "../../sawidget/frontend/parts/curve.ts";
import { ahead, axes, common, overall, standing, tally } from "../../sawidget/frontend/parts/together.ts";
import { nothing, type View } from "../../sawidget/frontend/view.ts";
import type { Parameters, SessionState } from "../../sawidget/frontend/wire.ts";

const wiener = { formula: "C8H18", optimization_mode: "MINIMIZE", component_weights: { wiener_index: 1 } };

function view(given: Partial<View> = {}, parameters: Record<string, unknown> = {}): View {
  return {
    ...nothing,
    session: "a",
    total_steps: 100,
    best_energy: 60,
    parameters: { ...wiener, ...parameters } as unknown as Parameters,
    ...given,
  };
}

function curve(energies: (number | null)[], kT: (number | null)[] = [20, 1]): Columns {
  return [energies.map((_, place) => place), energies, energies, kT];
}

const states = (...all: SessionState[]) => all.map((state) => view({ state }));

Deno.test("the axes hold the longest run, the hottest, and all energies of one kind", () => {
  const logp = { component_weights: { logp: 1 } };
  const views = [view({ total_steps: 50 }), view({ total_steps: 200 }), view({}, logp)];
  const [first, second, third] = axes(views, [curve([84, 60]), curve([70, 58, null], [40]), curve([3, 2])]);
  assert.deepEqual(first, second);
  assert.deepEqual(first.x, [0, 200]);
  assert.ok(first.energy[0] < 58 && first.energy[0] > 50 && first.energy[1] > 84 && first.energy[1] < 90);
  assert.ok(third.energy[0] < 2 && third.energy[0] > 1 && third.energy[1] > 3 && third.energy[1] < 4);
  assert.deepEqual([third.x, third.kT], [first.x, first.kT]);
  assert.ok(first.kT[0] === 0 && first.kT[1] > 40 && first.kT[1] < 50);
});

Deno.test("axes have a length before there is anything to draw", () => {
  for (const { x, energy, kT } of axes([nothing, view()], [[[], [], [], []], curve([84], [null])])) {
    for (const [low, high] of [x, energy, kT]) assert.ok(low < high, `${low} ${high}`);
  }
});

Deno.test("who is ahead has found what nobody has surpassed", () => {
  const found = (...energies: (number | null)[]) => energies.map((best_energy) => view({ best_energy }));
  assert.deepEqual([...ahead(found(60, 58, 62, 58))], [1, 3]);
  assert.deepEqual([...ahead(found(60, 60))], []);
  assert.deepEqual([...ahead(found(60, null))], []);
  const maximised = [60, 58, 62].map((best_energy) => view({ best_energy }, { optimization_mode: "MAXIMIZE" }));
  assert.deepEqual([...ahead(maximised)], [2]);
  assert.deepEqual([...ahead([view({ best_energy: 1 }), view({ best_energy: 2 }, { energy: "logp" })])], []);
  assert.deepEqual([...ahead([view({ best_energy: 1 }), nothing])], []);
});

Deno.test("all together are as their liveliest, and there once all are there", () => {
  assert.equal(overall([view(), nothing]), "");
  assert.equal(overall(states("complete", "running", "idle")), "running");
  assert.equal(overall(states("complete", "idle")), "paused");
  assert.equal(overall(states("idle", "idle")), "idle");
  assert.equal(overall(states("complete", "complete")), "complete");
  assert.equal(overall(states("complete", "failed")), "failed");
});

Deno.test("states are counted", () => {
  assert.equal(tally(states("running", "running")), "all running");
  assert.equal(tally(states("running", "complete", "running")), "2 running, 1 complete");
  assert.equal(tally([...states("idle"), nothing]), "1 ready, 1 not there yet");
});

Deno.test("one run says how far it is", () => {
  const at = (state: SessionState, stage = "cycle") => standing(view({ state, stage, step: 12, temperature: 7.5 }));
  assert.equal(at("running"), "12 of 100 steps, kT 7.5");
  assert.equal(at("running", "frozen"), "frozen, 12 of 100 steps, kT 7.5");
  assert.equal(at("paused"), "paused at 12 of 100 steps, kT 7.5");
  assert.equal(at("complete"), "complete after 12 steps");
  assert.match(standing(view({ state: "running", message: "preparing: wait" })), /^preparing/);
});

Deno.test("what all have in common is said once", () => {
  assert.deepEqual(common([view(), view()], null), { formula: "C8H18", goal: "minimise wiener index" });
  assert.deepEqual(common([view(), view({}, { formula: "C6H14", optimization_mode: "MAXIMIZE" })], null), {
    formula: "",
    goal: "",
  });
  assert.deepEqual(common([nothing], null), { formula: "", goal: "" });
});

Deno.test("rows are of equal length, or almost", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8].map(perRow), [1, 2, 3, 4, 3, 3, 4, 4]);
});
