// What travels between the server and a page: the events of a session and the answers to commands.
// The names are those of the HTTP API (docs/server.md).

export type SessionState = "idle" | "running" | "paused" | "complete" | "cancelled" | "failed";

export const FINAL: ReadonlySet<SessionState> = new Set(["complete", "cancelled", "failed"]);

/** Two lists of equal length: the energy after a step. */
export interface Series {
  step: number[];
  energy: number[];
}

/** An isomer that the run has been in, and for how many steps. */
export interface Visit {
  smiles: string;
  energy: number | null;
  steps: number;
}

/** One proposal, for the microscope. The vertex with the number `pool` stands for the hydrogens. */
export interface Move {
  step: number;
  verdict: "accepted" | "rejected" | "null" | "disconnected";
  temperature: number;
  /** x1 y1 x2 y2; empty where a molecule has fewer than four vertices, hydrogens included. */
  vertices: number[];
  pool: number;
  /** Bond orders x1y1 x1y2 x2y1 x2y2; `after` is empty where the proposal is null. */
  before: number[];
  after: number[];
  /** Energy of the proposed molecule, and by how much it is worse (positive: worse, in either mode); null unless connected. */
  energy: number | null;
  delta: number | null;
  probability: number | null;
  u: number | null;
  /** The molecule before, and the one proposed, with the vertices and the changed bonds marked. */
  before_smiles: string;
  after_smiles: string | null;
  before_svg: string;
  after_svg: string | null;
}

/** Counters, energies and molecules of one moment. Pictures are left out where they have not changed. */
export interface Moment {
  step: number;
  total_steps: number;
  cycle: number;
  temperature: number;
  current_energy: number | null;
  best_energy: number | null;
  initial_energy: number | null;
  best_step: number;
  components: Record<string, number>;
  best_components: Record<string, number>;
  current_smiles: string;
  best_smiles: string;
  current_svg?: string;
  best_svg?: string;
  accepted_moves: number;
  rejected_moves: number;
  invalid_moves: number;
  disconnected_moves: number;
  is_complete: boolean;
}

export interface Failure {
  error: string;
  detail: string;
  line: number | null;
}

/** The parameters of a run as Python knows them, `steps_per_second` among them. */
export type Parameters = Record<string, unknown> & {
  formula: string;
  seed: number;
  schedule: string;
  initial_temp: number;
  min_temp: number;
  cooling_schedule_k: number;
  steps_per_cycle: number;
  num_cycles: number;
  optimization_mode: "MINIMIZE" | "MAXIMIZE";
  component_weights: Record<string, number>;
  component_options: Record<string, Record<string, unknown>>;
  steps_per_second: number;
};

export interface Snapshot extends Moment {
  session_id: string;
  session_state: SessionState;
  created_at: number;
  stage: string;
  parameters: Parameters;
  series: Series;
  visits: Visit[];
  /** kT over the whole run, as a line through these points. */
  cooling: { step: number[]; temperature: number[] };
  failure?: Failure;
}

export interface Progress extends Moment {
  session_id: string;
  series: Series;
  visits: Visit[];
  move?: Move;
  /** What a step command has gone past. */
  passed?: { steps: number; nulls: number };
}

/** What a session tells those who watch it. */
export type SessionEvent =
  | { name: "snapshot"; data: Snapshot }
  | { name: "progress"; data: Progress }
  | { name: "state"; data: { session_id: string; session_state: SessionState; by: string; steps_per_second: number } }
  | { name: "stage"; data: { session_id: string; stage: string; cycle: number } }
  | { name: "waiting"; data: { session_id: string; session_state: SessionState; message: string } }
  | { name: "complete" | "cancelled"; data: Snapshot }
  | { name: "error"; data: { session_id: string } & Failure & Partial<Snapshot> };

/** An energy, as `GET vocabulary` describes it. */
export interface EnergyHelp {
  name: string;
  label: string;
  unit: string;
  help: string;
  options: Record<string, string>;
}

export interface Vocabulary {
  energies: EnergyHelp[];
  schedules: { name: string; law: string; help: string }[];
  presets: { name: string; title: string; parameters: Partial<Parameters> & { formula: string } }[];
}

/** What `POST check` answers: the parameters completed, and how the run would be cooled. */
export interface Checked {
  parameters: Parameters;
  cooling: { step: number[]; temperature: number[] };
}

/** What `GET {id}/landscape` answers. The isomers, the best first; each Kekulé form is its energy and its symmetries. */
export interface Landscape {
  formula: string;
  isomers: { smiles: string; energy: number; forms: [number, number][]; trap: boolean; x: number; svg?: string }[];
  /** Pairs of isomers, by their places, and the chance of the proposal there and back. */
  moves: { from: number[]; to: number[]; probability: number[]; back: number[] };
}
