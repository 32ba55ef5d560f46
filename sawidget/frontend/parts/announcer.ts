// Tells those who do not see the panel how the run goes: at every turn at once, in between now and then.

import type { View } from "../view.ts";
import { element, write } from "./dom.ts";
import { preparing, spoken, verdict } from "./words.ts";

/** Milliseconds between two summaries of a run under way. */
const RARELY = 10_000;

export class Announcer {
  readonly node = element("div", { class: "sawidget-spoken", "aria-live": "polite" });
  #turn = "";
  #said = 0;

  show(view: View): void {
    if (!view.parameters) return;
    const turn = view.state === "paused" && view.move
      ? `${view.move.step}`
      : `${view.state} ${view.stage} ${preparing(view)}`;
    const now = performance.now();
    if (turn === this.#turn && (view.state !== "running" || now - this.#said < RARELY)) return;
    this.#turn = turn;
    this.#said = now;
    const judged = view.state === "paused" && view.move
      ? verdict(view.move, view.parameters.optimization_mode) + " "
      : "";
    write(this.node, judged + spoken(view));
  }
}
