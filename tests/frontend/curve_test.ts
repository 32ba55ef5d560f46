import { deepEqual, equal, ok } from "node:assert/strict";

import { outline } from "../../sawidget/frontend/parts/cooling.ts";
import { columns, reach } from "../../sawidget/frontend/parts/curve.ts";
import { logTicks } from "../../sawidget/frontend/parts/ticks.ts";

const cooling = { step: [1, 11, 21], temperature: [20, 10, 0] };

Deno.test("the curve begins with the start and ends with the present", () => {
  const now = { step: 9, energy: 28 };
  const [step, energy] = columns({
    series: { step: [3, 6], energy: [30, 29] },
    cooling: null,
    initial: 35,
    now,
    maximise: false,
  });
  deepEqual(step, [0, 3, 6, 9]);
  deepEqual(energy, [35, 30, 29, 28]);
});

Deno.test("the best energy never gets worse, in either mode", () => {
  const series = { step: [1, 2, 3, 4], energy: [5, 3, 4, 6] };
  const curve = { series, cooling: null, initial: 5, now: { step: 4, energy: 6 } };
  deepEqual(columns({ ...curve, maximise: false })[2], [5, 5, 3, 3, 3]);
  deepEqual(columns({ ...curve, maximise: true })[2], [5, 5, 5, 5, 6]);
});

Deno.test("temperatures lie on the line between known points, and go on into the future", () => {
  const now = { step: 6, energy: 1 };
  const [step, energy, best, kT] = columns({
    series: { step: [], energy: [] },
    cooling,
    initial: 1,
    now,
    maximise: false,
  });
  deepEqual(step, [0, 6, 11, 21]);
  deepEqual(energy, [1, 1, null, null]);
  deepEqual(best, [1, 1, null, null]);
  deepEqual(kT, [20, 15, 10, 0]);
});

Deno.test("a jump in the cooling stays where it is", () => {
  const reheat = { step: [1, 10, 11, 20], temperature: [9, 0, 9, 0] };
  const series = { step: [10, 11], energy: [1, 1] };
  const kT = columns({ series, cooling: reheat, initial: null, now: { step: 11, energy: 1 }, maximise: false })[3];
  deepEqual(kT, [0, 9, 0]);
});

Deno.test("steps ascend strictly, whatever comes twice", () => {
  const series = { step: [1, 2, 2, 3], energy: [1, 2, 3, 4] };
  const [step] = columns({ series, cooling, initial: 0, now: { step: 3, energy: 4 }, maximise: false });
  ok(step.every((at, place) => place === 0 || at > step[place - 1]));
});

Deno.test("single steps are shown from near, a run from far", () => {
  equal(reach(3, 2000, true), 20);
  equal(reach(19, 2000, true), 40);
  equal(reach(1990, 2000, true), 2000);
  equal(reach(3, 2000, false), 2000);
  equal(reach(0, 0, false), 1);
});

Deno.test("the preview starts hot at the left and ends at the bottom right", () => {
  equal(outline(cooling, { width: 40, height: 10 }), "0,0 20,5 40,10");
  equal(outline({ step: [1], temperature: [5] }, { width: 40, height: 10 }), "0,0 40,0");
  equal(outline({ step: [], temperature: [] }, { width: 40, height: 10 }), "");
});

Deno.test("a logarithmic axis has round numbers, not more than there is room for", () => {
  deepEqual(logTicks(0.5, 20, 6), [0.5, 1, 2, 5, 10, 20]);
  deepEqual(logTicks(1, 1e6, 4), [1, 100, 1e4, 1e6]);
  deepEqual(logTicks(44, 49, 6), [44, 45, 46, 47, 48, 49]);
  for (const room of [2, 3, 5, 9]) ok(logTicks(0.013, 7e5, room).length <= room + 1);
});
