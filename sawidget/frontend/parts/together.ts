// What several runs have in common: axes, a situation, and who is ahead.

import type { View } from "../view.ts";
import { FINAL, type SessionState, type Vocabulary } from "../wire.ts";
import type { Columns } from "./curve.ts";
import { count, energyName, number, preparing, weights } from "./words.ts";

type Range = [number, number];

/** The axes of a run. */
export interface Axes {
  x: Range;
  energy: Range;
  kT: Range;
}

/** What a run's energy is measured in: only alike can be compared. */
function kind({ parameters }: View): string {
  return parameters ? JSON.stringify([weights(parameters), parameters.component_options]) : "";
}

/** For each run its axes: the steps and temperatures of all, and the energies of those that have the same energy. */
export function axes(views: View[], columns: Columns[]): Axes[] {
  const steps = Math.max(1, ...views.map((view) => view.total_steps));
  const kT = extent(columns.map(([, , , temperature]) => temperature));
  const energies = new Map<string, Range | null>();
  for (const view of views) {
    const alike = columns.filter((_, place) => kind(views[place]) === kind(view));
    if (!energies.has(kind(view))) energies.set(kind(view), extent(alike.map(([, energy]) => energy)));
  }
  return views.map((view) => ({
    x: [0, steps],
    energy: roomy(energies.get(kind(view)) ?? null),
    kT: [0, 1.05 * (kT?.[1] ?? 1) || 1],
  }));
}

function extent(all: (number | null)[][]): Range | null {
  let low = Infinity, high = -Infinity;
  for (const values of all) {
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

function roomy(range: Range | null): Range {
  if (!range) return [0, 1];
  const [low, high] = range, room = (high - low) * 0.06 || Math.max(0.5, Math.abs(high) * 0.05);
  return [low - room, high + room];
}

/** The places of those whose best energy no other has surpassed; none while all are alike, or cannot be compared. */
export function ahead(views: View[]): Set<number> {
  const modes = new Set(views.map((view) => view.parameters?.optimization_mode));
  const known = views.every((view) => view.parameters && view.best_energy !== null);
  if (!known || modes.size !== 1 || new Set(views.map(kind)).size !== 1) return new Set();
  const energies = views.map((view) => view.best_energy!);
  const best = modes.has("MAXIMIZE") ? Math.max(...energies) : Math.min(...energies);
  const places = [...energies.keys()].filter((place) => energies[place] === best);
  return new Set(places.length < views.length ? places : []);
}

/** One state for all: of several that differ it is the one that asks for most. */
export function overall(views: View[]): SessionState | "" {
  const states = views.map((view) => view.state);
  if (views.some((view) => !view.parameters)) return "";
  if (states.includes("running")) return "running";
  if (states.every((state) => FINAL.has(state))) return states.find((state) => state !== "complete") ?? "complete";
  return states.every((state) => state === "idle") ? "idle" : "paused";
}

/** All as if they were one run, as the slider sees it: the pace of those that go on, and the steps of all. */
export function together(views: View[], state: SessionState | ""): View {
  const going = views.find((view) => !FINAL.has(view.state)) ?? views[0];
  return { ...going, state: state || "idle", step: views.reduce((sum, { step }) => sum + step, 0) };
}

/** How many are in which state. */
export function tally(views: View[]): string {
  const states = new Map<string, number>();
  for (const { state, parameters } of views) {
    const word = parameters ? (state === "idle" ? "ready" : state) : "not there yet";
    states.set(word, (states.get(word) ?? 0) + 1);
  }
  return [...states].map(([state, times]) => states.size === 1 ? `all ${state}` : `${count(times)} ${state}`).join(
    ", ",
  );
}

/** Where one of them is, in few words. */
export function standing(view: View): string {
  const { state, stage, step, total_steps, temperature } = view;
  if (preparing(view)) return "preparing: this takes some seconds";
  const steps = `${count(step)} of ${count(total_steps)} steps, kT ${number(temperature, 3)}`;
  switch (state) {
    case "idle":
    case "running":
      return stage === "frozen" ? `frozen, ${steps}` : steps;
    case "paused":
      return `paused at ${steps}`;
    default:
      return `${state} after ${count(step)} steps`;
  }
}

/** What all of them do, as far as it is the same. */
export function common(views: View[], vocabulary: Vocabulary | null): { formula: string; goal: string } {
  const parameters = views.flatMap((view) => view.parameters ?? []);
  const one = (all: string[]) => parameters.length && new Set(all).size === 1 ? all[0] : "";
  const goals = parameters.map((each) => {
    const { label, unit } = energyName(each, vocabulary);
    return `${each.optimization_mode === "MAXIMIZE" ? "maximise" : "minimise"} ${label}${unit ? ` (${unit})` : ""}`;
  });
  return { formula: one(parameters.map((each) => each.formula)), goal: one(goals) };
}
