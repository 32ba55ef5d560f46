// The exact law that a walk approaches, and how far from it a walk is. Pure.

import type { Landscape, Snapshot } from "../wire.ts";

type Isomers = Landscape["isomers"];
type Cooling = Snapshot["cooling"];

/** Temperatures at which a falling kT is looked at. */
const SAMPLES = 200;

/** Probability of each isomer at kT: exp(−E/kT) over the symmetries, added up over its Kekulé forms. */
export function law(isomers: Isomers, kT: number, maximise: boolean): number[] {
  const sign = maximise ? -1 : 1;
  // From the best energy on no exponent is positive, and the sum never 0.
  const best = Math.min(...isomers.flatMap(({ forms }) => forms.map(([energy]) => sign * energy)));
  const weights = isomers.map(({ forms }) =>
    forms.reduce((sum, [energy, symmetries]) => sum + Math.exp((best - sign * energy) / kT) / symmetries, 0)
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

/** Whether kT stays the same over the whole run. */
export function constant({ temperature }: Cooling): boolean {
  return temperature.every((kT) => kT === temperature[0]);
}

/** kT in a step, between the points of the line. */
export function temperatureAt({ step, temperature }: Cooling, at: number): number {
  const next = step.findIndex((one) => one >= at);
  if (next <= 0) return temperature.at(next) ?? NaN; // before the first point, or (-1) after the last
  const part = (at - step[next - 1]) / (step[next] - step[next - 1]);
  return temperature[next - 1] + part * (temperature[next] - temperature[next - 1]);
}

/** The mean of the law over the first `steps` of a run: what it visits if it is in equilibrium at every kT. */
export function averaged(isomers: Isomers, cooling: Cooling, steps: number, maximise: boolean): number[] {
  const samples = constant(cooling) ? 1 : Math.max(1, Math.min(SAMPLES, steps)), mean = isomers.map(() => 0);
  for (let sample = 0; sample < samples; sample++) {
    const kT = temperatureAt(cooling, 0.5 + (sample + 0.5) / samples * steps);
    law(isomers, kT, maximise).forEach((share, place) => mean[place] += share / samples);
  }
  return mean;
}

/** Total variation: the part of the whole that would have to move to make one of the other. */
export function apart(one: number[], other: number[]): number {
  return one.reduce((sum, share, place) => sum + Math.abs(share - other[place]), 0) / 2;
}
