// Start or Pause, Step, Reset; and a menu with what is needed less often.

import type { View } from "../view.ts";
import { FINAL } from "../wire.ts";
import type { Commands, Until } from "./commands.ts";
import { element, shape, watching, write } from "./dom.ts";
import type { Editor } from "./editor.ts";
import { recall, remember } from "./memory.ts";
import { Menu } from "./menu.ts";

const START = "M3 1.5v11l9-5.5z";
const PAUSE = "M3 1.5h3v11h-3zM8.5 1.5h3v11h-3z";

const GOALS: [Until, string][] = [
  ["proposal", "to the next proposal that is not null"],
  ["every", "to every proposal"],
  ["accepted", "to the next one that is accepted"],
];

export class Controls {
  readonly node = element("div", { class: "sawidget-buttons", role: "group", "aria-label": "run" });
  #commands: Commands;
  #editor: Editor;
  #stepped: () => void;
  #start = element("button", { type: "button", class: "sawidget-start" });
  #icon = shape("path", { d: START });
  #word = element("span", {}, "Start");
  #step = element("button", { type: "button" }, "Step");
  #reset = element("button", { type: "button" }, "Reset");
  #menu: Menu;
  #cancel: HTMLButtonElement;
  #until: Until;
  #state: View["state"] | null = null;
  #locked = "";
  #gone = false;
  #busy = false;
  #differs = watching();

  /** `stepped` is told of every step that is asked for. */
  constructor(commands: Commands, editor: Editor, stepped: () => void, signal: AbortSignal) {
    this.#commands = commands;
    this.#editor = editor;
    this.#stepped = stepped;
    const remembered = recall("until") as Until | null;
    this.#until = GOALS.some(([goal]) => goal === remembered) ? remembered! : "proposal";
    const icon = shape("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, this.#icon);
    this.#start.append(icon, this.#word);
    this.#menu = new Menu("more", signal);
    this.#menu.title("Step goes");
    this.#menu.choice(GOALS, this.#until, (goal) => this.#go(goal as Until));
    this.#menu.line();
    this.#cancel = this.#menu.item("Cancel the run", () => this.#commands.cancel());
    this.#menu.line();
    this.#menu.hint("Space: start or pause · →: step · R: reset");
    this.node.append(this.#start, this.#step, this.#reset, this.#menu.button, this.#menu.node);
    this.#start.addEventListener("click", () => this.toggle());
    this.#step.addEventListener("click", () => this.step());
    this.#reset.addEventListener("click", () => this.reset());
    this.#go(this.#until);
  }

  /** Start or pause, whichever is possible. */
  async toggle(): Promise<void> {
    if (this.#start.disabled || this.#busy) return;
    if (this.#state === "running") return void this.#commands.pause();
    if (await this.#committed() && !this.#locked) this.#commands.start();
  }

  async step(): Promise<void> {
    if (this.#step.disabled || this.#busy || !await this.#committed()) return;
    this.#stepped();
    this.#commands.step(this.#until);
  }

  /** What was typed is sent first, and nothing is begun if it is refused. After the end of a run it is what Start means. */
  async #committed(): Promise<boolean> {
    this.#busy = true;
    try {
      return await (this.#state !== null && FINAL.has(this.#state) ? this.#editor.apply() : this.#editor.commit());
    } finally {
      this.#busy = false;
    }
  }

  reset(): void {
    if (!this.#reset.disabled) this.#commands.reset();
  }

  /** Why the run must wait, for instance for a prediction; empty where it need not. */
  lock(why: string): void {
    this.#locked = why;
    this.#refresh();
  }

  /** Whether there is nobody to obey. */
  cut(gone: boolean): void {
    this.#gone = gone;
    this.#refresh();
  }

  show(view: View): void {
    this.#state = view.parameters ? view.state : null;
    this.#refresh();
  }

  /** What is possible now; asked for whenever something may have changed. */
  #refresh(): void {
    const state = this.#state, final = state !== null && FINAL.has(state), changed = this.#editor.dirty;
    if (!this.#differs(state, this.#locked, changed, this.#busy, this.#gone)) return;
    const running = state === "running";
    write(this.#word, running ? "Pause" : "Start");
    this.#icon.setAttribute("d", running ? PAUSE : START);
    const none = state === null || this.#gone;
    this.#start.title = running ? "" : this.#locked;
    this.#start.disabled = none || this.#start.title !== "" || (final && !changed);
    this.#step.disabled = none || this.#locked !== "" || running || final;
    this.#reset.disabled = none;
    this.#cancel.disabled = none || final;
  }

  #go(until: Until): void {
    this.#until = until;
    remember("until", until);
    this.#step.title = `${GOALS.find(([goal]) => goal === until)![1]} (→)`;
  }
}
