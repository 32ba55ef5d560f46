import { deepEqual, equal } from "node:assert/strict";

import { type Link, Refused } from "../../sawidget/frontend/link.ts";
import { Commands } from "../../sawidget/frontend/parts/commands.ts";
import { Editor } from "../../sawidget/frontend/parts/editor.ts";
import { nothing, type View } from "../../sawidget/frontend/view.ts";
import type { Parameters, SessionState } from "../../sawidget/frontend/wire.ts";
import { settled } from "./fakes.ts";

const parameters = { formula: "C8H18", seed: 7, initial_temp: 100, component_weights: { wiener_index: 1 } } as
  & Partial<Parameters>
  & { seed: number } as Parameters;
const cooling = { step: [0, 9], temperature: [100, 1] };

/** An editor of a session in some state, and what was asked of the server, which refuses seeds below 0. */
function editing(state: SessionState, signal: AbortSignal) {
  const asked: string[] = [];
  const link = {
    controls: true,
    ask(method: string, path: string, body: Parameters) {
      asked.push(`${method} ${path}`);
      if (body.seed < 0) return Promise.reject(new Refused("Invalid", "seed must be 0 or more, not -1", 422));
      return Promise.resolve({ parameters: body, cooling: { step: [0, 9], temperature: [50, 5] } });
    },
  } as unknown as Link;
  const editor = new Editor(new Commands(link, "s", () => {}), () => {}, signal);
  const view: View = { ...nothing, state, parameters, cooling };
  editor.show(view);
  return { editor, asked };
}

const checked = () => new Promise((go) => setTimeout(go, 300)); // a pause after typing, and a little

Deno.test("a change is sent at once where no run is lost by it", async () => {
  const end = new AbortController(), { editor, asked } = editing("idle", end.signal);
  equal(await editor.commit({ seed: 8 }), true);
  deepEqual(asked, ["PUT s"]);
  end.abort();
});

for (const state of ["running", "paused", "complete", "cancelled", "failed"] as const) {
  Deno.test(`a run that is ${state} is not thrown away by touching a field`, async () => {
    const end = new AbortController(), { editor, asked } = editing(state, end.signal);
    await editor.commit({ seed: 8 });
    equal(editor.waiting, true);
    await checked();
    deepEqual(asked, ["POST check"]);
    await editor.apply();
    deepEqual(asked.slice(1), state === "running" ? ["POST s/pause", "PUT s"] : ["PUT s"]); // no run is changed under way
    end.abort();
  });
}

Deno.test("a preview is of one run, never of what was typed and what has run", async () => {
  const end = new AbortController(), { editor } = editing("complete", end.signal);
  editor.type({ initial_temp: 50 });
  deepEqual(editor.agreed, { parameters, cooling });
  await checked();
  equal(editor.agreed?.parameters.initial_temp, 50);
  deepEqual(editor.agreed?.cooling.temperature, [50, 5]);
  deepEqual(editor.own, { parameters, cooling });
  end.abort();
});

Deno.test("what was refused is not told as if it were the run", async () => {
  const end = new AbortController(), { editor } = editing("idle", end.signal);
  editor.type({ seed: -1 });
  await checked();
  equal(editor.wrong.has("seed"), true);
  equal(editor.agreed?.parameters.seed, 7);
  end.abort();
});

Deno.test("an answer about what somebody has typed over comes too late", async () => {
  const end = new AbortController(), answers: ((value: unknown) => void)[] = [];
  const ask = () => new Promise((answer) => answers.push(answer));
  const editor = new Editor(
    new Commands({ controls: true, ask } as unknown as Link, "s", () => {}),
    () => {},
    end.signal,
  );
  editor.show({ ...nothing, state: "complete", parameters, cooling });
  const answer = (place: number, initial_temp: number) =>
    answers[place]({ parameters: { ...parameters, initial_temp }, cooling });
  editor.type({ initial_temp: 50 });
  await checked();
  editor.type({ initial_temp: 60 });
  await checked();
  answer(1, 60);
  await checked();
  answer(0, 50);
  await checked();
  equal(editor.checked?.parameters.initial_temp, 60);
  editor.type({ initial_temp: 70 });
  await checked();
  editor.undo();
  answer(2, 70);
  await checked();
  equal(editor.checked, null);
  end.abort();
});

Deno.test("of the paces that a hand passes the last one is sent, and not all between", async () => {
  const asked: unknown[] = [], answers: (() => void)[] = [];
  const ask = (method: string, path: string, body: unknown) => {
    asked.push([method, path, body]);
    return new Promise<void>((answer) => answers.push(answer));
  };
  const commands = new Commands({ controls: true, ask } as unknown as Link, "s", () => {});
  const first = commands.pace(1);
  commands.pace(10);
  commands.pace(100);
  deepEqual(asked, [["PATCH", "s", { steps_per_second: 1 }]]);
  answers[0]();
  await settled();
  deepEqual(asked[1], ["PATCH", "s", { steps_per_second: 100 }]);
  answers[1]();
  await first;
  equal(asked.length, 2);
  commands.pace(5);
  equal(asked.length, 3);
});
