// What became of the proposals: as a bar and as numbers.

import type { View } from "../view.ts";
import { element, watching, write } from "./dom.ts";
import type { Part } from "./part.ts";
import { count, share } from "./words.ts";

type Counts = Pick<View, "accepted_moves" | "rejected_moves" | "invalid_moves" | "disconnected_moves">;

const KINDS: [keyof Counts, string, string][] = [
  ["accepted_moves", "accepted", "The molecule has changed into the proposed one."],
  ["rejected_moves", "rejected", "The proposed molecule was worse, and the draw decided against it."],
  ["disconnected_moves", "disconnected", "The proposed molecule would have fallen apart."],
  ["invalid_moves", "null", "The four atoms that were drawn allow no other bond orders."],
];

/** For the title of the fold, as a `Result` has it: accepted among those that were judged; null among all. */
export function acceptance(counts: Counts): string {
  const judged = counts.accepted_moves + counts.rejected_moves;
  const all = judged + counts.disconnected_moves + counts.invalid_moves;
  if (!all) return "";
  const nulls = `null ${share(counts.invalid_moves, all)} of all`;
  return judged ? `${nulls}, acceptance ${share(counts.accepted_moves, judged)} of the judged` : nulls;
}

export class Counters implements Part {
  readonly node = element("div", { class: "sawidget-counters" });
  #bar = element("div", { class: "sawidget-bar", role: "img" });
  #segments: HTMLElement[] = [];
  #numbers: [HTMLElement, HTMLElement][] = [];
  #judged = element("p", { class: "sawidget-hint" });
  #differs = watching();

  constructor() {
    const list = element("dl", {});
    for (const [, name, help] of KINDS) {
      const segment = element("span", { class: `sawidget-part sawidget-${name}` });
      const number = element("b", {}), percent = element("span", {});
      const swatch = element("i", { class: `sawidget-part sawidget-${name}`, "aria-hidden": "true" });
      list.append(element("div", { title: help }, element("dt", {}, swatch, name), element("dd", {}, number, percent)));
      this.#bar.append(segment);
      this.#segments.push(segment);
      this.#numbers.push([number, percent]);
    }
    this.node.append(this.#bar, list, this.#judged);
  }

  show(view: View): void {
    const counts = KINDS.map(([name]) => view[name] ?? 0), all = counts.reduce((sum, one) => sum + one, 0);
    if (!this.#differs(...counts)) return;
    counts.forEach((number, place) => {
      this.#segments[place].style.flexGrow = String(number);
      write(this.#numbers[place][0], count(number));
      write(this.#numbers[place][1], share(number, all));
    });
    this.#bar.setAttribute(
      "aria-label",
      KINDS.map(([, name], place) => `${name} ${share(counts[place], all)}`).join(", "),
    );
    const [accepted, rejected] = counts;
    const judged = accepted + rejected, ratio = `${share(accepted, judged)} of the ${count(judged)}`;
    const proposals = judged === 1 ? "proposal that was" : "proposals that were";
    write(this.#judged, all ? `Acceptance ratio: ${ratio} ${proposals} judged.` : "No proposals yet.");
  }
}
