// How fast the run goes, also while it is running.

import type { View } from "../view.ts";
import { FINAL } from "../wire.ts";
import type { Commands } from "./commands.ts";
import { element, fresh, watching, write } from "./dom.ts";
import { LAST, meter, paceAt, positionOf } from "./pace.ts";
import { pace } from "./words.ts";

/** Milliseconds after the hand has left the slider in which the session's own pace does not move it. */
const SETTLE = 600;

export class Speed {
  readonly node = element("div", { class: "sawidget-speed" });
  #input: HTMLInputElement;
  #words = element("output", { class: "sawidget-pace" });
  /** The pace that is really made, which the machine or the picture of every step may hold back. */
  #made = element("span", { class: "sawidget-made", title: "the pace of the last second" });
  #meter = meter();
  #held = -Infinity;
  #gone = false;
  #view: View | null = null;
  #differs = watching();
  #several: boolean;

  /** `several` runs at once: the pace is that of each, and what is made is made by all. */
  constructor(commands: Pick<Commands, "pace">, several = false) {
    this.#several = several;
    const id = fresh("speed");
    this.#input = element("input", {
      id,
      type: "range",
      min: 0,
      max: LAST,
      "aria-label": "speed",
      list: fresh("none"),
    });
    this.#input.removeAttribute("list");
    this.#words.htmlFor.add(id);
    const label = (word: string) => element("span", { class: "sawidget-end", "aria-hidden": "true" }, word);
    this.node.append(label("slow"), this.#input, label("fast"), this.#words, this.#made);
    this.#input.addEventListener("input", () => {
      const chosen = paceAt(Number(this.#input.value));
      this.#held = performance.now();
      this.#say(chosen);
      commands.pace(chosen);
    });
    // Jupyter takes the focus when the hand goes down, and would take the arrow keys after it.
    this.#input.addEventListener("pointerup", () => setTimeout(() => this.#input.focus()));
  }

  /** Whether there is nobody to obey. */
  cut(gone: boolean): void {
    this.#gone = gone;
    if (this.#view) this.show(this.#view);
  }

  show(view: View): void {
    this.#view = view;
    const current = view.parameters?.steps_per_second;
    const possible = current !== undefined && !FINAL.has(view.state) && !this.#gone;
    this.#input.disabled = !possible;
    const made = this.#meter(performance.now(), view.step, view.state === "running" && !this.#gone);
    const all = made === null ? "" : pace(Number(made.toPrecision(2)));
    write(this.#made, all && (this.#several ? `${all} together` : `makes ${all}`));
    if (performance.now() - this.#held < SETTLE) return;
    if (!this.#differs(current, possible)) return;
    if (current === undefined) return;
    this.#input.value = String(positionOf(current));
    this.#say(current);
  }

  #say(stepsPerSecond: number): void {
    const words = pace(stepsPerSecond) + (this.#several && stepsPerSecond ? " each" : "");
    write(this.#words, words);
    this.#input.setAttribute("aria-valuetext", words);
  }
}
