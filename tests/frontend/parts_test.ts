import { deepEqual, equal, ok } from "node:assert/strict";

import { short } from "../../sawidget/frontend/parts/connection.ts";
import { acceptance } from "../../sawidget/frontend/parts/counters.ts";
import { spot } from "../../sawidget/frontend/parts/dial.ts";
import { ranked } from "../../sawidget/frontend/parts/gallery.ts";
import { meaning } from "../../sawidget/frontend/parts/keyboard.ts";
import { recall, remember } from "../../sawidget/frontend/parts/memory.ts";
import { arithmetic } from "../../sawidget/frontend/parts/microscope.ts";
import { LAST, meter, paceAt, positionOf } from "../../sawidget/frontend/parts/pace.ts";
import type { Move } from "../../sawidget/frontend/wire.ts";

Deno.test("the slider goes from one step a second to no limit, always faster to the right", () => {
  equal(paceAt(0), 1);
  equal(paceAt(LAST), 0);
  const limited = Array.from({ length: 97 }, (_, position) => paceAt(position));
  ok(limited.every((pace, place) => place === 0 || pace >= limited[place - 1]));
  equal(limited.at(-1), 1e6);
});

Deno.test("the slider stands where a pace is, and at its end for none", () => {
  for (const pace of [1, 7, 133, 20_000, 1e6]) {
    ok(Math.abs(Math.log(paceAt(positionOf(pace)) / pace)) < 0.2, `${pace}`);
  }
  equal(positionOf(0), LAST);
  ok(positionOf(1e9) < LAST);
});

Deno.test("the pace that is made is that of the last second, and not known before there was half of one", () => {
  const made = meter();
  equal(made(0, 0, false), null);
  const paces = Array.from({ length: 41 }, (_, frame) => made(50 * frame, 100 * frame, true));
  equal(paces[5], null);
  equal(paces[40], 2000);
  const later = Array.from({ length: 41 }, (_, frame) => made(2050 + 50 * frame, 4000 + frame, true));
  equal(later[40], 20);
});

Deno.test("neither a pause nor a reset nor a silence is taken for slowness", () => {
  const made = meter();
  for (let frame = 0; frame < 41; frame++) made(50 * frame, 100 * frame, true);
  equal(made(2050, 4000, false), null);
  equal(made(9000, 4100, true), null);
  for (let frame = 0; frame < 41; frame++) made(10_000 + 50 * frame, 5000 + 100 * frame, true);
  equal(made(12_050, 10, true), null);
  equal(made(20_000, 900, true), null);
});

Deno.test("isomers are ranked by visits or by energy, and only so many are shown", () => {
  const visits = [
    { smiles: "B", energy: 30, steps: 5 },
    { smiles: "A", energy: 30, steps: 5 },
    { smiles: "C", energy: 28, steps: 1 },
    { smiles: "D", energy: null, steps: 9 },
  ];
  const names = (order: "visits" | "energy", maximise: boolean, most?: number) =>
    ranked(visits, order, maximise, most).map((visit) => visit.smiles).join("");
  equal(names("visits", false), "DABC");
  equal(names("energy", false), "CABD");
  equal(names("energy", true), "ABCD");
  equal(names("visits", false, 2), "DA");
});

Deno.test("keys steer the run unless what has the focus needs them", () => {
  equal(meaning(" ", false, false), "toggle");
  equal(meaning(" ", false, true), null);
  equal(meaning("ArrowRight", false, true), "step");
  equal(meaning("R", false, false), "reset");
  for (const key of [" ", "ArrowRight", "r"]) equal(meaning(key, true, false), null);
  equal(meaning("x", false, false), null);
});

Deno.test("the wheel starts at the top and turns clockwise", () => {
  const near = (at: { x: number; y: number }) => [Math.round(at.x), Math.round(at.y)];
  deepEqual(near(spot(0, 40)), [50, 10]);
  deepEqual(near(spot(0.25, 40)), [90, 50]);
  deepEqual(near(spot(0.5, 40)), [50, 90]);
});

Deno.test("the arithmetic of a rule compares the draw with the chance", () => {
  const move = { delta: 3, temperature: 2, probability: 0.2231, u: 0.17, verdict: "accepted" } as Move;
  equal(arithmetic(move, "MINIMIZE"), "ΔE = 3, kT = 2: exp(−3/2) = 0.22; 0.17 < 0.22");
  equal(arithmetic({ ...move, u: 0.5 }, "MINIMIZE"), "ΔE = 3, kT = 2: exp(−3/2) = 0.22; 0.5 ≥ 0.22");
  equal(arithmetic({ ...move, delta: -3, probability: 1, u: null }, "MINIMIZE"), "ΔE = −3, kT = 2");
  equal(arithmetic(move, "MAXIMIZE"), "ΔE = −3, kT = 2: exp(−3/2) = 0.22; 0.17 < 0.22");
  equal(arithmetic({ ...move, delta: -3, probability: 1, u: null }, "MAXIMIZE"), "ΔE = 3, kT = 2");
  equal(arithmetic({ ...move, delta: 0, probability: 1, u: null }, "MAXIMIZE"), "ΔE = 0, kT = 2");
  equal(arithmetic({ ...move, delta: null }, "MINIMIZE"), "");
});

Deno.test("acceptance is told as a result has it, of the proposals that were judged, and not before there are any", () => {
  const none = { accepted_moves: 0, rejected_moves: 0, invalid_moves: 0, disconnected_moves: 0 };
  equal(acceptance(none), "");
  const some = { accepted_moves: 10, rejected_moves: 20, invalid_moves: 60, disconnected_moves: 10 };
  equal(acceptance(some).replaceAll("\u202f", " "), "acceptance 33 %, null 60 %");
});

Deno.test("the light says which path, and that there is none", () => {
  equal(short({ path: "proxy", condition: "live", message: "" }), "live, through Jupyter");
  equal(short({ path: "direct", condition: "lost", message: "" }), "reconnecting");
  equal(short({ path: "none", condition: "gone", message: "" }), "not connected");
});

Deno.test("where the browser keeps nothing, nothing is remembered and nothing breaks", () => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new DOMException("denied", "SecurityError");
    },
  });
  try {
    remember("fold", "open");
    equal(recall("fold"), null);
  } finally {
    if (real) Object.defineProperty(globalThis, "localStorage", real);
  }
});
