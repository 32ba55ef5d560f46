// Where the run is: step, temperature, stage; and in step mode what became of the last proposal.

import type { View } from "../view.ts";
import { element, watching, write } from "./dom.ts";
import { count, number, passed, preparing, situation, verdict } from "./words.ts";

export class Status {
  readonly node = element("div", { class: "sawidget-status" });
  #stage = element("span", { class: "sawidget-stage" });
  #step = element("span", { class: "sawidget-count" });
  #temperature = element("span", { class: "sawidget-kt" });
  #said = element("span", { class: "sawidget-said" });
  #differs = watching();

  constructor() {
    this.node.append(this.#stage, this.#step, this.#temperature, this.#said);
  }

  show(view: View): void {
    const { state, stage, cycle, step, total_steps, temperature, move, passed: past, parameters, message } = view;
    if (!this.#differs(state, stage, cycle, step, total_steps, temperature, move, past, parameters, message)) return;
    const begun = parameters && !preparing(view);
    this.node.dataset.stage = state === "running" ? stage : state;
    write(this.#stage, parameters ? situation(state, stage, cycle, parameters, message) : "");
    write(this.#step, begun ? `${count(step)} of ${count(total_steps)} steps` : "");
    write(this.#temperature, begun ? `kT ${number(temperature, 3)}` : "");
    const words = move && parameters ? [verdict(move, parameters.optimization_mode), passed(past, move)] : [];
    write(this.#said, state === "paused" ? words.filter(Boolean).join(" ") : "");
  }
}
