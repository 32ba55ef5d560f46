import assert from "node:assert/strict";
import { nothing, reduce, type View } from "../../sawidget/frontend/view.ts";
import type { Parameters, Progress, SessionEvent, Snapshot } from "../../sawidget/frontend/wire.ts";

const moment = {
  step: 0,
  total_steps: 100,
  cycle: 1,
  temperature: 20,
  current_energy: 84,
  best_energy: 84,
  initial_energy: 84,
  best_step: 0,
  components: { wiener_index: 84 },
  best_components: { wiener_index: 84 },
  current_smiles: "CCCCCCCC",
  best_smiles: "CCCCCCCC",
  accepted_moves: 0,
  rejected_moves: 0,
  invalid_moves: 0,
  disconnected_moves: 0,
  is_complete: false,
};
const parameters = { formula: "C8H18", seed: 7, steps_per_second: 100 } as Parameters;

function snapshot(given: Partial<Snapshot> = {}): Snapshot {
  return {
    ...moment,
    current_svg: "<svg>0</svg>",
    best_svg: "<svg>0</svg>",
    session_id: "a",
    session_state: "running",
    created_at: 1,
    stage: "cycle",
    parameters: { ...parameters },
    series: { step: [], energy: [] },
    visits: [],
    cooling: { step: [0, 100], temperature: [20, 1] },
    ...given,
  };
}

function progress(step: number, given: Partial<Progress> = {}): SessionEvent {
  const data = { ...moment, session_id: "a", step, series: { step: [step], energy: [80] }, visits: [], ...given };
  return { name: "progress", data };
}

function after(...events: SessionEvent[]): View {
  return events.reduce(reduce, nothing);
}

const opened: SessionEvent = { name: "snapshot", data: snapshot() };

Deno.test("a snapshot is all there is to know", () => {
  const view = after(opened);
  assert.equal(view.session, "a");
  assert.equal(view.state, "running");
  assert.deepEqual(view.parameters, parameters);
  assert.deepEqual(view.cooling, { step: [0, 100], temperature: [20, 1] });
});

Deno.test("no event changes the view before it", () => {
  const before = after(opened, progress(1)), kept = structuredClone(before);
  reduce(before, progress(2, { visits: [{ smiles: "C", energy: 1, steps: 2 }] }));
  reduce(before, { name: "stage", data: { session_id: "a", stage: "frozen", cycle: 2 } });
  assert.deepEqual(before, kept);
});

Deno.test("a picture that is left out is the one before", () => {
  const view = after(opened, progress(1, { best_svg: "<svg>1</svg>" }), progress(2));
  assert.equal(view.current_svg, "<svg>0</svg>");
  assert.equal(view.best_svg, "<svg>1</svg>");
});

Deno.test("what an event leaves alone stays the same object", () => {
  const before = after(opened, progress(1, { visits: [{ smiles: "C", energy: 1, steps: 1 }] }));
  const next = reduce(before, progress(2));
  for (const field of ["parameters", "cooling", "visits", "components", "best_components"] as const) {
    assert.equal(next[field], before[field], field);
  }
  assert.notEqual(next, before);
  assert.notEqual(next.series, before.series);
});

Deno.test("a second snapshot that says the same leaves parameters and cooling the same objects", () => {
  const before = after(opened), next = reduce(before, { name: "snapshot", data: snapshot() });
  assert.equal(next.parameters, before.parameters);
  assert.equal(next.cooling, before.cooling);
  assert.equal(next.series, before.series);
});

Deno.test("the series grows by what is later, and nothing is in it twice", () => {
  const view = after(
    opened,
    progress(3, { series: { step: [1, 3], energy: [84, 76] } }),
    progress(5, { series: { step: [2, 3, 5], energy: [0, 0, 70] } }),
  );
  assert.deepEqual(view.series, { step: [1, 3, 5], energy: [84, 76, 70] });
});

Deno.test("the series of a very long run stays bounded and keeps its extremes", () => {
  let view = after(opened);
  for (let step = 0; step < 60_000; step += 200) {
    const steps = Array.from({ length: 200 }, (_, place) => step + place + 1);
    const energy = steps.map((at) => at === 12_345 ? -5 : at === 54_321 ? 999 : 50 + at % 7);
    view = reduce(view, progress(step + 200, { series: { step: steps, energy } }));
  }
  assert.ok(view.series.step.length <= 8192);
  assert.equal(view.series.energy[view.series.step.indexOf(12_345)], -5);
  assert.equal(view.series.energy[view.series.step.indexOf(54_321)], 999);
  assert.equal(view.series.step[0], 1);
  assert.equal(view.series.step.at(-1), 60_000);
});

Deno.test("visits are counted by isomer, in the order of the first visit", () => {
  const view = after(
    opened,
    progress(1, { visits: [{ smiles: "CC", energy: 1, steps: 1 }, { smiles: "C", energy: 2, steps: 1 }] }),
    progress(2, { visits: [{ smiles: "CC", energy: 1, steps: 5 }] }),
  );
  assert.deepEqual([...view.visits.values()].map(({ smiles, steps }) => [smiles, steps]), [["CC", 5], ["C", 1]]);
});

Deno.test("a move belongs to its frame, and survives a snapshot of the same moment only", () => {
  const move = { step: 4, verdict: "null" } as Progress["move"];
  const shown = after(opened, progress(4, { move, passed: { steps: 4, nulls: 3 } }));
  assert.equal(shown.move, move);
  assert.deepEqual(shown.passed, { steps: 4, nulls: 3 });
  assert.equal(reduce(shown, progress(5)).move, null);
  const reconnected = reduce(shown, { name: "snapshot", data: snapshot({ step: 4 }) });
  assert.equal(reconnected.move, move);
  assert.equal(reduce(shown, { name: "snapshot", data: snapshot({ step: 0 }) }).move, null);
});

Deno.test("a transition tells the state, who did it, and the pace", () => {
  const before = after(opened);
  const data = { session_id: "a", session_state: "paused" as const, by: "page-1", steps_per_second: 5 };
  const view = reduce(before, { name: "state", data });
  assert.deepEqual([view.state, view.by, view.parameters!.steps_per_second], ["paused", "page-1", 5]);
  const same = reduce(before, { name: "state", data: { ...data, steps_per_second: 100 } });
  assert.equal(same.parameters, before.parameters);
});

Deno.test("what a waiting session says each second is the same view each second", () => {
  const waiting: SessionEvent = {
    name: "waiting",
    data: { session_id: "a", session_state: "running", message: "ready" },
  };
  const view = after(opened, waiting);
  assert.equal(view.message, "ready");
  assert.equal(reduce(view, waiting), view);
});

Deno.test("the end of a run is its last snapshot", () => {
  const data = snapshot({ session_state: "complete", step: 100, is_complete: true });
  const view = after(opened, progress(99), { name: "complete", data });
  assert.deepEqual([view.state, view.step, view.is_complete], ["complete", 100, true]);
});

Deno.test("a failure tells what went wrong and where, and a reset forgets it", () => {
  const failed = after(opened, progress(3), {
    name: "error",
    data: { ...snapshot({ step: 3, session_state: "failed" }), error: "EnergyError", detail: "1/0", line: 2 },
  });
  assert.equal(failed.state, "failed");
  assert.deepEqual(failed.failure, { error: "EnergyError", detail: "1/0", line: 2 });
  const data = { session_id: "a", session_state: "idle" as const, by: "", steps_per_second: 100 };
  assert.equal(reduce(failed, { name: "state", data }).failure, null);
  const still = reduce(failed, { name: "state", data: { ...data, session_state: "failed" } });
  assert.equal(still.failure, failed.failure);
});

Deno.test("a session that is unknown leaves what was seen of it, and says so", () => {
  const data = { session_id: "a", error: "UnknownSession", detail: "there is no session a", line: null };
  const view = after(opened, progress(3), { name: "error", data });
  assert.equal(view.step, 3);
  assert.equal(view.failure?.detail, "there is no session a");
});
