// What a panel shows, as one value, and how an event makes the next one of it. Fields that an event leaves alone stay the
// same objects, so that a part can tell by identity whether it has anything to paint.

import { thinned } from "./series.ts";
import type {
  Failure,
  Moment,
  Move,
  Parameters,
  Progress,
  Series,
  SessionEvent,
  SessionState,
  Snapshot,
  Visit,
} from "./wire.ts";

/** Points of the energy curve that are kept, however long the run is. */
const MOST_POINTS = 8192;

export interface View extends Moment {
  /** "" until the first snapshot has come. */
  session: string;
  state: SessionState;
  /** Who caused the last transition, as they call themselves. */
  by: string;
  stage: string;
  parameters: Parameters | null;
  /** kT over the whole run, as a line through these points. */
  cooling: Snapshot["cooling"] | null;
  /** The energy over the whole run so far, thinned. */
  series: Series;
  /** By SMILES, in the order of the first visit. */
  visits: ReadonlyMap<string, Visit>;
  /** The last proposal, where it was a single one. */
  move: Move | null;
  /** What the last step command has gone past. */
  passed: { steps: number; nulls: number } | null;
  failure: Failure | null;
  /** What a session that waits for somebody says. */
  message: string;
  current_svg: string;
  best_svg: string;
}

export const nothing: View = {
  session: "",
  state: "idle",
  by: "",
  stage: "",
  parameters: null,
  cooling: null,
  series: { step: [], energy: [] },
  visits: new Map(),
  move: null,
  passed: null,
  failure: null,
  message: "",
  step: 0,
  total_steps: 0,
  cycle: 0,
  temperature: 0,
  current_energy: null,
  best_energy: null,
  initial_energy: null,
  best_step: 0,
  components: {},
  best_components: {},
  current_smiles: "",
  best_smiles: "",
  current_svg: "",
  best_svg: "",
  accepted_moves: 0,
  rejected_moves: 0,
  invalid_moves: 0,
  disconnected_moves: 0,
  is_complete: false,
};

/** The view after an event. */
export function reduce(view: View, event: SessionEvent): View {
  switch (event.name) {
    case "snapshot":
    case "complete":
    case "cancelled":
      return whole(view, event.data);
    case "progress":
      return progressed(view, event.data);
    case "state": {
      const { session_state: state, by, steps_per_second } = event.data;
      const parameters = view.parameters && same(view.parameters, { ...view.parameters, steps_per_second });
      return { ...view, state, by, parameters, message: "", failure: state === "failed" ? view.failure : null };
    }
    case "stage":
      return { ...view, stage: event.data.stage, cycle: event.data.cycle };
    case "waiting": {
      const { session_state: state, message } = event.data;
      return state === view.state && message === view.message ? view : { ...view, state, message };
    }
    case "error": {
      const { error, detail, line, ...rest } = event.data;
      const failure = { error, detail, line: line ?? null };
      const after = "step" in rest ? whole(view, rest as Snapshot) : view;
      return { ...after, failure, state: rest.session_state ?? after.state };
    }
  }
}

function whole(view: View, data: Snapshot): View {
  const again = view.session === data.session_id && view.step === data.step; // as after a reconnect, or at the end
  return {
    ...view,
    ...moment(view, data),
    session: data.session_id,
    state: data.session_state,
    stage: data.stage,
    parameters: same(view.parameters, data.parameters),
    cooling: same(view.cooling, data.cooling),
    series: same(view.series, thinned(data.series, MOST_POINTS)),
    visits: new Map(data.visits.map((visit) => [visit.smiles, visit])),
    move: again ? view.move : null,
    passed: again ? view.passed : null,
    failure: data.failure ?? null,
    message: "",
  };
}

function progressed(view: View, data: Progress): View {
  return {
    ...view,
    ...moment(view, data),
    series: continued(view.series, data.series),
    visits: data.visits.length ? merged(view.visits, data.visits) : view.visits,
    move: data.move ?? null,
    passed: data.passed ?? null,
    message: "",
  };
}

/** The fields of a moment alone; a picture that is left out is the one before. */
function moment(view: View, data: Moment): Pick<View, keyof Moment> {
  return {
    step: data.step,
    total_steps: data.total_steps,
    cycle: data.cycle,
    temperature: data.temperature,
    current_energy: data.current_energy,
    best_energy: data.best_energy,
    initial_energy: data.initial_energy,
    best_step: data.best_step,
    components: same(view.components, data.components),
    best_components: same(view.best_components, data.best_components),
    current_smiles: data.current_smiles,
    best_smiles: data.best_smiles,
    current_svg: data.current_svg ?? view.current_svg,
    best_svg: data.best_svg ?? view.best_svg,
    accepted_moves: data.accepted_moves,
    rejected_moves: data.rejected_moves,
    invalid_moves: data.invalid_moves,
    disconnected_moves: data.disconnected_moves,
    is_complete: data.is_complete,
  };
}

/** The series with later points added; what is not later is known already. */
function continued(before: Series, later: Series): Series {
  const last = before.step.at(-1) ?? -1;
  const from = later.step.findIndex((step) => step > last);
  if (from < 0) return before;
  const step = before.step.concat(later.step.slice(from)), energy = before.energy.concat(later.energy.slice(from));
  return thinned({ step, energy }, MOST_POINTS);
}

function merged(before: ReadonlyMap<string, Visit>, changed: Visit[]): ReadonlyMap<string, Visit> {
  const visits = new Map(before);
  for (const visit of changed) visits.set(visit.smiles, visit);
  return visits;
}

/** The old object if the new one says the same. */
function same<T>(before: T, after: T): T {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
