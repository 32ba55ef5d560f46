import assert from "node:assert/strict";
import { thinned } from "../../sawidget/frontend/series.ts";

Deno.test("a short series is left as it is", () => {
  const series = { step: [1, 2, 3], energy: [5, 4, 3] };
  assert.equal(thinned(series, 3), series);
});

Deno.test("a long one keeps at most half as many points, its ends, and the extremes of every stretch", () => {
  const step = Array.from({ length: 5000 }, (_, place) => 2 * place + 1);
  const energy = step.map((at) => Math.sin(at / 300) + (at === 1001 ? 40 : 0));
  const { step: kept, energy: values } = thinned({ step, energy }, 400);
  assert.ok(kept.length <= 200 && kept.length > 100);
  assert.deepEqual(kept, [...new Set(kept)].sort((one, other) => one - other));
  assert.deepEqual([kept[0], kept.at(-1)], [1, 9999]);
  assert.equal(values[kept.indexOf(1001)], energy[500]);
  assert.equal(Math.min(...values), Math.min(...energy));
});

Deno.test("the beginning of a run keeps its share of the points however often the series is thinned", () => {
  let series: { step: number[]; energy: number[] } = { step: [], energy: [] };
  for (let step = 1; step <= 100_000; step++) {
    series.step.push(step);
    series.energy.push(step % 11);
    series = thinned(series, 400);
  }
  const first = series.step.filter((step) => step <= 50_000).length;
  assert.ok(first > series.step.length / 3, `${first} of ${series.step.length}`);
});

Deno.test("steps far apart are no trouble", () => {
  const step = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1e9, 1e9 + 1, 2e9, 1e10], energy = step.map((_, place) => place);
  const kept = thinned({ step, energy }, 12);
  assert.deepEqual([kept.step[0], kept.step.at(-1)], [1, 1e10]);
});
