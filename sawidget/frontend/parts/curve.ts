// The columns that the plot draws: energy, best energy and temperature over the steps.

import type { Series } from "../wire.ts";

export interface Cooling {
  step: ArrayLike<number>;
  temperature: ArrayLike<number>;
}

/** step, energy, best, temperature; gaps where something is not known (yet). */
export type Columns = [number[], (number | null)[], (number | null)[], (number | null)[]];

export interface Curve {
  series: { step: ArrayLike<number>; energy: ArrayLike<number> } | Series;
  cooling: Cooling | null;
  initial: number | null;
  now: { step: number; energy: number | null };
  maximise: boolean;
}

/** Past steps with all three, then the temperatures still to come. */
export function columns({ series, cooling, initial, now, maximise }: Curve): Columns {
  const step: number[] = [], energy: (number | null)[] = [];
  const add = (at: number, value: number | null) => {
    if (step.length && at <= step[step.length - 1]) return;
    step.push(at);
    energy.push(value);
  };
  if (initial !== null) add(0, initial);
  for (let place = 0; place < series.step.length; place++) add(series.step[place], series.energy[place]);
  if (now.energy !== null) add(now.step, now.energy);
  const best = running(energy, maximise);
  const temperature: (number | null)[] = [];
  if (cooling) {
    interpolate(cooling, step, temperature);
    for (let place = 0; place < cooling.step.length; place++) {
      if (step.length && cooling.step[place] <= step[step.length - 1]) continue;
      step.push(cooling.step[place]);
      energy.push(null);
      best.push(null);
      temperature.push(cooling.temperature[place]);
    }
  } else temperature.push(...step.map(() => null));
  return [step, energy, best, temperature];
}

function running(energy: (number | null)[], maximise: boolean): (number | null)[] {
  let best: number | null = null;
  return energy.map((value) => {
    if (value !== null && (best === null || (maximise ? value > best : value < best))) best = value;
    return best;
  });
}

/** kT at ascending steps, on the straight lines between the points. */
function interpolate({ step, temperature }: Cooling, at: number[], into: (number | null)[]): void {
  const last = step.length - 1;
  let place = 0;
  for (const x of at) {
    while (place < last && step[place + 1] < x) place++;
    if (last < 0) into.push(null);
    else if (x <= step[0]) into.push(temperature[0]);
    else if (place >= last) into.push(x > step[last] ? null : temperature[last]);
    else {
      const part = (x - step[place]) / (step[place + 1] - step[place]);
      into.push(temperature[place] + part * (temperature[place + 1] - temperature[place]));
    }
  }
}

/** How far the axis reaches: the whole run, but while single steps are watched only as far as they can be seen. */
export function reach(step: number, total: number, single: boolean): number {
  if (!single) return Math.max(1, total);
  let end = 20;
  while (end < 1.1 * step) end *= 2;
  return Math.max(1, Math.min(end, total));
}
