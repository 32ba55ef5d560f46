// One proposal under the microscope: what was, what would be, and why it was taken or not.

import type { View } from "../view.ts";
import type { Move } from "../wire.ts";
import { Bonds } from "./bonds.ts";
import { Dial } from "./dial.ts";
import { drawing, element, reveal, watching, write } from "./dom.ts";
import type { Part } from "./part.ts";
import { chance, count, number, passed, verdict } from "./words.ts";

const NONE = "Press Step: the next proposal is shown here, and how it is judged. " +
  "At 20 steps a second or slower every step of a run is shown, too.";

const TITLES = { accepted: "accepted", rejected: "rejected", disconnected: "disconnected", null: "null" };

export class Microscope implements Part {
  readonly node = element("div", { class: "sawidget-microscope" });
  #none = element("p", { class: "sawidget-hint" }, NONE);
  #all = element("div", { class: "sawidget-proposal" });
  #badge = element("b", { class: "sawidget-badge" });
  #sentence = element("span", { class: "sawidget-sentence" });
  #passed = element("span", { class: "sawidget-hint" });
  #before = molecule("before");
  #after = molecule("proposed");
  #bonds = new Bonds();
  #dial = new Dial();
  #formula = element("p", { class: "sawidget-arithmetic" });
  #why = element("div", { class: "sawidget-why" }, this.#bonds.node, this.#dial.node, this.#formula);
  #differs = watching();

  constructor() {
    const words = element("p", { class: "sawidget-verdict" }, this.#badge, this.#sentence, this.#passed);
    const arrow = element("span", { class: "sawidget-arrow", "aria-hidden": "true" }, "→");
    const pictures = element("div", { class: "sawidget-pictures" }, this.#before.node, arrow, this.#after.node);
    this.#all.append(words, pictures, this.#why);
    this.node.append(this.#none, this.#all);
  }

  show(view: View): void {
    const { move, passed: past, parameters } = view;
    if (!this.#differs(move, past, parameters)) return;
    reveal(this.#none, move === null);
    reveal(this.#all, move !== null);
    if (!move || !parameters) return;
    this.#all.dataset.verdict = move.verdict;
    write(this.#badge, TITLES[move.verdict]);
    write(this.#sentence, verdict(move, parameters.optimization_mode));
    write(this.#passed, [`proposal ${count(move.step)}`, passed(past, move)].filter(Boolean).join(", "));
    this.#before.draw(move.before_svg, move.before_smiles);
    this.#after.draw(move.after_svg, move.after_smiles, move.verdict === "null" ? "nothing changes" : "");
    reveal(this.#why, move.vertices.length === 4); // fewer atoms have no bond orders to tell of
    this.#bonds.show(move, parameters.formula);
    this.#dial.show(move.probability, move.u, move.verdict);
    const judged = move.verdict === "accepted" || move.verdict === "rejected";
    this.#dial.node.style.visibility = judged ? "visible" : "hidden";
    write(this.#formula, judged ? arithmetic(move, parameters.optimization_mode) : "");
  }
}

/** The numbers of the rule, as one would write them down. The move's own `delta` is how much worse it would get. */
export function arithmetic({ delta, temperature, probability, u }: Move, mode: string): string {
  if (delta === null) return "";
  const start = `ΔE = ${number(mode === "MAXIMIZE" && delta ? -delta : delta)}, kT = ${number(temperature, 3)}`;
  if (probability === null || delta <= 0) return start;
  const compared = u === null ? "" : `; ${chance(u)} ${u < probability ? "<" : "≥"} ${chance(probability)}`;
  return `${start}: exp(−${number(delta)}/${number(temperature, 3)}) = ${chance(probability)}${compared}`;
}

function molecule(title: string) {
  const picture = element("div", { class: "sawidget-picture" });
  const smiles = element("code", {});
  const node = element("figure", {}, element("figcaption", { class: "sawidget-head" }, title, smiles), picture);
  const draw = (svg: string | null | undefined, text: string | null | undefined, instead = "") => {
    const drawn = svg ? drawing(svg) : null;
    picture.replaceChildren(drawn ?? element("span", { class: "sawidget-hint" }, instead));
    write(smiles, text ?? "");
  };
  return { node, draw };
}
