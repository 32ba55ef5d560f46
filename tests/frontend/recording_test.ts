import assert from "node:assert/strict";
import { played, sought } from "../../sawidget/frontend/parts/player.ts";
import { type Packed, Recording } from "../../sawidget/frontend/recording.ts";
import { nothing, reduce, type View } from "../../sawidget/frontend/view.ts";
import type { SessionEvent } from "../../sawidget/frontend/wire.ts";

const LAST = 100;
const forever = new AbortController().signal;

/** A run of a hundred steps, each a frame: the energy falls by one in every second, the molecule changes in every tenth. */
function packed(): Packed {
  const first = {
    step: 0,
    total_steps: LAST,
    cycle: 1,
    temperature: 20,
    current_energy: 200,
    best_energy: 200,
    initial_energy: 200,
    best_step: 0,
    components: { wiener_index: 200 },
    best_components: { wiener_index: 200 },
    current_smiles: "molecule 0",
    best_smiles: "molecule 0",
    current_svg: 0,
    best_svg: 0,
    accepted_moves: 0,
    rejected_moves: 0,
    invalid_moves: 0,
    disconnected_moves: 0,
    is_complete: false,
    session_id: "recording",
    session_state: "idle",
    created_at: 0,
    stage: "initialised",
    parameters: { formula: "C8H18", seed: 7 },
    series: { step: [], energy: [] },
    visits: [],
    cooling: { step: [1, LAST], temperature: [20, 1] },
  } as unknown as Packed["first"];
  const frames = Array.from({ length: LAST }, (_, place) => {
    const step = place + 1, energy = 200 - Math.floor(step / 2), molecule = Math.floor(step / 10);
    return {
      step,
      series: { step: [step], energy: [energy] },
      visits: [molecule, step % 10 + 1],
      move: { step, verdict: "accepted", before_svg: molecule, after_svg: null } as never,
      ...(step === 1 ? { stage: "cycle" } : {}),
      ...(step % 2 === 0 ? { current_energy: energy, best_energy: energy } : {}),
      ...(step % 10 === 0 ? { current_svg: molecule, current_smiles: `molecule ${molecule}` } : {}),
      ...(step === 60 ? { stage: "frozen", cycle: 2 } : {}),
      ...(step === LAST ? { is_complete: true } : {}),
    };
  });
  const many = Array.from({ length: 11 }, (_, place) => place);
  return {
    format: "sawidget recording",
    version: 1,
    first,
    frames,
    isomers: many.map((place) => [`molecule ${place}`, 200 - 5 * place, place < 10 ? place : null]),
    pictures: many.map((place) => `<svg>${place}</svg>`),
    vocabulary: { energies: [], schedules: [], presets: [] },
  };
}

/** The recording, and what a panel has made of its events. */
function watched(recording = new Recording(packed())): { recording: Recording; seen: () => View } {
  let view = nothing;
  recording.follow("recording", (event: SessionEvent) => view = reduce(view, event), forever);
  return { recording, seen: () => view };
}

/** What is seen of a frame, however one came there. */
function essence({ message: _, by: __, parameters: ___, ...view }: View): unknown {
  return { ...view, visits: [...view.visits] };
}

Deno.test("a recording begins before the first step", () => {
  const { recording, seen } = watched();
  assert.equal(recording.last, LAST);
  assert.deepEqual([seen().step, seen().state, seen().current_svg], [0, "idle", "<svg>0</svg>"]);
});

Deno.test("a frame is the same on whatever way it is reached", () => {
  const straight = watched();
  const frames = [essence(straight.seen())];
  for (let place = 1; place <= LAST; place++) {
    straight.recording.seek(place, false);
    frames.push(essence(straight.seen()));
  }
  const { recording, seen } = watched();
  for (const place of [LAST, 0, 37, 36, 38, 99, 98, 16, 32, 31, 33, 1, 0, 60, 59, 61, LAST, 2]) {
    recording.seek(place, false);
    assert.deepEqual(essence(seen()), frames[place], `frame ${place}`);
  }
});

Deno.test("what a frame does not tell is as it was before", () => {
  const { recording, seen } = watched();
  recording.seek(45, false);
  const { current_energy, current_smiles, current_svg, stage, total_steps, move } = seen();
  assert.deepEqual(
    { current_energy, current_smiles, current_svg, stage, total_steps },
    {
      current_energy: 178,
      current_smiles: "molecule 4",
      current_svg: "<svg>4</svg>",
      stage: "cycle",
      total_steps: LAST,
    },
  );
  assert.deepEqual([move?.step, move?.before_svg, move?.after_svg], [45, "<svg>4</svg>", null]);
  assert.equal(seen().series.step.length, 45);
  assert.deepEqual(seen().visits.get("molecule 4"), { smiles: "molecule 4", energy: 180, steps: 6 });
  assert.equal(seen().visits.size, 5);
  recording.seek(60, false);
  assert.deepEqual([seen().stage, seen().cycle], ["frozen", 2]);
});

Deno.test("a recording that plays is a run that goes on, and one that rests is paused", () => {
  const { recording, seen } = watched();
  const states: string[] = [];
  for (
    const [place, running] of [[1, true], [2, true], [2, false], [2, true], [LAST, true], [LAST, false], [3, true], [
      0,
      false,
    ]] as const
  ) {
    recording.seek(place, running);
    states.push(seen().state);
  }
  assert.deepEqual(states, ["running", "running", "paused", "running", "complete", "complete", "running", "idle"]);
});

Deno.test("who comes late sees the frame that is shown", () => {
  const recording = new Recording(packed());
  recording.seek(42, false);
  const { seen } = watched(recording);
  assert.deepEqual([seen().step, seen().state, seen().move?.step], [42, "paused", 42]);
});

Deno.test("the page asks for words and drawings as it asks a server, and can change nothing", async () => {
  const { recording } = watched();
  assert.deepEqual(await recording.ask("GET", "vocabulary"), { energies: [], schedules: [], presets: [] });
  const wanted = ["molecule 3", "molecule 10", "unheard of"].map((smiles) => `smiles=${encodeURIComponent(smiles)}`);
  assert.deepEqual(await recording.ask("GET", `depict?${wanted.join("&")}`), {
    pictures: { "molecule 3": "<svg>3</svg>" },
  });
  await assert.rejects(recording.ask("POST", "recording/start"), /recording/);
  assert.equal(recording.controls, false);
});

Deno.test("a run without moves has no microscope", () => {
  const given = packed();
  assert.equal(new Recording(given).single, true);
  for (const frame of given.frames) delete frame.move;
  assert.equal(new Recording(given).single, false);
});

Deno.test("a recording takes fifteen seconds, less when it is played faster, and ends at its end", () => {
  assert.equal(played(0, 15_000, 1, 600), 600);
  assert.equal(played(100, 1500, 1, 600), 160);
  assert.equal(played(0, 7500, 2, 600), 600);
  assert.equal(played(590, 15_000, 4, 600), 600);
});

Deno.test("arrows go from frame to frame and not beyond the ends", () => {
  assert.deepEqual(["ArrowLeft", "ArrowRight", "Home", "End"].map((key) => sought(key, 5, 9)), [4, 6, 0, 9]);
  assert.equal(sought("ArrowLeft", 0, 9), 0);
  assert.equal(sought("ArrowRight", 9, 9), 9);
  assert.equal(sought("x", 5, 9), null);
});
