// The speed slider: each step to the right is faster by the same factor, and its end has no limit.

/** Positions of the slider. */
export const LAST = 100;
const FASTEST = 1e6;
const LIMITED = 96; // from there to the end is unlimited, so that a hand finds it

/** The pace at a position, in two digits, as a person would say it. */
export function paceAt(position: number): number {
  if (position > LIMITED) return 0;
  return Number((FASTEST ** (position / LIMITED)).toPrecision(position < LIMITED / 6 ? 1 : 2));
}

/** Milliseconds over which the pace is measured, and of the longest wait for a frame of a run that goes on. */
const SPAN = 1000, LONG = 3000;

/** Tells how many steps a second a run has really made of late; null where that is not known (yet). */
export function meter(): (now: number, step: number, running: boolean) => number | null {
  let seen: [number, number][] = [];
  return (now, step, running) => {
    const last = seen.at(-1);
    if (!running || (last && (step < last[1] || now - last[0] > LONG))) seen = [];
    if (!running) return null;
    if (step !== seen.at(-1)?.[1]) seen.push([now, step]);
    while (seen.length > 2 && now - seen[1][0] >= SPAN) seen.shift();
    const [begin, end] = [seen[0], seen.at(-1)!];
    return end[0] - begin[0] < SPAN / 2 ? null : 1000 * (end[1] - begin[1]) / (end[0] - begin[0]);
  };
}

/** Where the slider stands at a pace. */
export function positionOf(stepsPerSecond: number): number {
  if (stepsPerSecond === 0) return LAST;
  return Math.min(LIMITED, Math.max(0, Math.round(LIMITED * Math.log(stepsPerSecond) / Math.log(FASTEST))));
}
