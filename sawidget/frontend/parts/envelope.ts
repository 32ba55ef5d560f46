// The columns as they are drawn. Where more points than can be told apart fall on a pixel, a line would be a solid block:
// there the lowest and the highest energy of each stretch bound a band, and the line is the mean of what is in it.

import type { Columns } from "./curve.ts";
import { number } from "./words.ts";

type Values = (number | null)[];

/** step, highest, lowest, best, energy, temperature. */
export type Drawn = [number[], Values, Values, Values, Values, Values];

/** What can be seen of the steps, and how. */
export interface Sight {
  from: number;
  to: number;
  /** In pixels. */
  width: number;
  log: boolean;
}

/** Points on a pixel that a line can still show. */
const MANY = 3;
/** Pixels of a stretch. */
const STRETCH = 2;

export function drawn([step, energy, best, temperature]: Columns, { from, to, width, log }: Sight): Drawn {
  const at = log ? (x: number) => Math.log(Math.max(1, x)) : (x: number) => x;
  const x = log ? step.map((one) => Math.max(1, one)) : step, none = step.map(() => null);
  let seen = 0;
  for (let place = 0; place < step.length; place++) {
    if (energy[place] !== null && step[place] >= from && step[place] <= to) seen++;
  }
  if (seen <= MANY * width) return [x, none, none, best, energy, temperature];
  const stretch = (place: number) => Math.floor((at(step[place]) - at(from)) / (at(to) - at(from)) * width / STRETCH);
  const all: Drawn = [[], [], [], [], [], []];
  const add = (...row: [number, ...Values]) => row.forEach((value, column) => (all[column] as Values).push(value));
  for (let place = 0; place < step.length;) {
    const begin = place, number = stretch(begin);
    let low = Infinity, high = -Infinity, sum = 0;
    for (; place < step.length && energy[place] !== null && stretch(place) === number; place++) {
      low = Math.min(low, energy[place]!);
      high = Math.max(high, energy[place]!);
      sum += energy[place]!;
    }
    const last = place - 1, points = place - begin;
    if (!points) {
      add(x[begin], null, null, null, null, temperature[begin]);
      place++;
      continue;
    }
    // A mean of all steps, or none: of a long run only lowest and highest energies are known.
    const mean = step[last] - step[begin] === points - 1 ? sum / points : null;
    add(x[begin], high, low, best[last], mean, temperature[begin]);
    const end = place === step.length || energy[place] === null;
    if (end && points > 1) add(x[last], high, low, best[last], mean, temperature[last]);
  }
  return all;
}

/** The current energy of a row, in words: of a band its lowest and highest. */
export function energyAt([, high, low, , energy]: Drawn, place: number): string {
  const [least, most] = [low[place], high[place]];
  return least === null || least === most ? number(energy[place] ?? least) : `${number(least)} to ${number(most)}`;
}
