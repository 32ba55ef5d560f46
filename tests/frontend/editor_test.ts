import { deepEqual, equal } from "node:assert/strict";

import { type Link, Refused } from "../../sawidget/frontend/link.ts";
import { Commands } from "../../sawidget/frontend/parts/commands.ts";
import { Editor } from "../../sawidget/frontend/parts/editor.ts";
import { nothing, type View } from "../../sawidget/frontend/view.ts";
import type { Parameters, SessionState } from "../../sawidget/frontend/wire.ts";

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
    deepEqual(asked.at(-1), "PUT s");
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
