// The light that says whether events can come, by which path, and what to do when they cannot.

import type { LinkState, Path } from "../link.ts";
import { element, reveal, write } from "./dom.ts";

const PATHS: Record<Path, string> = {
  direct: "live, direct",
  proxy: "live, through Jupyter",
  comm: "live, through the kernel",
  recording: "replay",
  none: "live",
};

const CONDITIONS = { searching: "connecting", lost: "reconnecting", gone: "not connected" };

/** In a few words. */
export function short(state: LinkState): string {
  return state.condition === "live" ? PATHS[state.path] : CONDITIONS[state.condition];
}

/** A search that takes longer than this is explained. */
const PATIENCE = 2000;

export class Connection {
  /** The light and its words. */
  readonly node: HTMLElement;
  /** The explanation, which takes a line of its own when it is needed. */
  readonly advice: HTMLElement;
  #words = element("span", { class: "sawidget-light-words" });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal) {
    this.node = element("span", { class: "sawidget-light", role: "status", "data-condition": "searching" });
    this.node.append(element("span", { class: "sawidget-dot", "aria-hidden": "true" }), this.#words);
    this.advice = element("p", { class: "sawidget-advice", role: "status", hidden: true });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  tell(state: LinkState): void {
    clearTimeout(this.#timer);
    this.node.dataset.condition = state.condition;
    this.node.title = state.message;
    write(this.#words, short(state));
    write(this.advice, state.message);
    const explain = () => reveal(this.advice, Boolean(state.message));
    if (state.condition === "live") reveal(this.advice, false);
    else if (state.condition === "searching") this.#timer = setTimeout(explain, PATIENCE);
    else explain();
  }
}
