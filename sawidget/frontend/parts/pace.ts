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

/** Where the slider stands at a pace. */
export function positionOf(stepsPerSecond: number): number {
  if (stepsPerSecond === 0) return LAST;
  return Math.min(LIMITED, Math.max(0, Math.round(LIMITED * Math.log(stepsPerSecond) / Math.log(FASTEST))));
}
