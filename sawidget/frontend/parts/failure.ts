// A run that failed says so: what happened, in which line.

import type { View } from "../view.ts";
import { element, reveal, watching, write } from "./dom.ts";

export class FailureBox {
  readonly node = element("div", { class: "sawidget-failure", role: "alert", hidden: true });
  #title = element("strong", {});
  #detail = element("pre", {});
  #differs = watching();

  constructor() {
    this.node.append(this.#title, this.#detail);
  }

  show({ state, failure, parameters }: View): void {
    if (!this.#differs(state, failure, parameters)) return;
    const failed = state === "failed" || failure !== null;
    reveal(this.node, failed);
    if (!failed) return;
    const where = failure?.line ? `in line ${failure.line} of your code` : "";
    // Without parameters there is no run: it is unknown here, or was deleted.
    write(
      this.#title,
      parameters ? ["The run has failed", where].filter(Boolean).join(" ") : "There is no run to show",
    );
    write(this.#detail, failure?.detail ?? "");
  }
}
