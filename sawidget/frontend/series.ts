// The energy of a whole run, of which only so many points are kept.

import type { Series } from "./wire.ts";

/**
 * The series itself if it has at most so many points; else at most half of that, so that thinning is rare: the lowest and
 * the highest point of each stretch of steps, the first and the last. Stretches of steps, not of points: else what was
 * thinned before would be thinned again and again, and the beginning of a long run would be lost. Their length is a power
 * of two, so that later ones are made of whole earlier ones.
 */
export function thinned(series: Series, most: number): Series {
  const { step, energy } = series;
  if (step.length <= most) return series;
  let width = 1;
  while (step[step.length - 1] / width + 1 > Math.floor(most / 4) - 1) width *= 2;
  const kept: Series = { step: [], energy: [] };
  const keep = (place: number) => {
    if (step[place] === kept.step.at(-1)) return;
    kept.step.push(step[place]);
    kept.energy.push(energy[place]);
  };
  keep(0);
  for (let start = 0; start < step.length;) {
    const stretch = Math.floor(step[start] / width);
    let end = start, low = start, high = start;
    for (; end < step.length && Math.floor(step[end] / width) === stretch; end++) {
      if (energy[end] < energy[low]) low = end;
      if (energy[end] > energy[high]) high = end;
    }
    keep(Math.min(low, high));
    keep(Math.max(low, high));
    start = end;
  }
  keep(step.length - 1);
  return kept;
}
