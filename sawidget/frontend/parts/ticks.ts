// Round numbers along a logarithmic axis: powers of ten and what lies between them, as many as there is room for.

const STEPS = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]];

/** At most `room` round numbers from `low` to `high`, both above 0; where these are close, evenly spaced ones. */
export function logTicks(low: number, high: number, room: number): number[] {
  const from = Math.floor(Math.log10(low)), to = Math.ceil(Math.log10(high));
  const tries = STEPS.map((factors) => {
    const all: number[] = [];
    for (let power = from; power <= to; power++) for (const factor of factors) all.push(round(factor * 10 ** power));
    return all.filter((tick) => tick >= low && tick <= high);
  });
  const best = tries.filter((ticks) => ticks.length <= room).at(-1) ?? thin(tries[0], room);
  return best.length < 3 ? even(low, high, room) : best;
}

/** At most about `room` round numbers, evenly spaced. */
export function even(low: number, high: number, room: number): number[] {
  const wide = (high - low) / Math.max(1, room - 1), power = 10 ** Math.floor(Math.log10(wide));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wide)!;
  const ticks: number[] = [];
  for (let place = Math.ceil(low / step); place * step <= high; place++) ticks.push(round(place * step));
  return ticks;
}

function thin(ticks: number[], room: number): number[] {
  const each = Math.ceil(ticks.length / Math.max(1, room));
  return ticks.filter((_, place) => place % each === 0);
}

const round = (value: number) => Number(value.toPrecision(12));
