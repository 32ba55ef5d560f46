// The four bond orders that a proposal changes, as the little table of the paper: x1 and x2 down, y1 and y2 across.

import { element } from "./dom.ts";
import type { Move } from "../wire.ts";
import { heavyAtoms, vertex } from "./words.ts";

export class Bonds {
  readonly node = element("table", { class: "sawidget-bonds" });

  show({ vertices, pool, before, after }: Move, formula: string): void {
    const atoms = heavyAtoms(formula);
    const [x1, y1, x2, y2] = vertices.map((place) => vertex(place, pool, atoms));
    const head = element("tr", {}, element("td", {}), named("y₁", y1, "col"), named("y₂", y2, "col"));
    const rows = [["x₁", x1], ["x₂", x2]].map(([letter, name], row) =>
      element("tr", {}, named(letter, name, "row"), ...[0, 1].map((column) => cell(before, after, 2 * row + column)))
    );
    this.node.replaceChildren(element("caption", {}, "bond orders"), head, ...rows);
  }
}

function named(letter: string, name: string, scope: string): HTMLElement {
  return element("th", { scope }, element("i", {}, letter), ` ${name}`);
}

function cell(before: number[], after: number[], place: number): HTMLElement {
  const from = before[place] ?? 0, to = after[place] ?? from;
  const change = to > from ? "made" : to < from ? "broken" : "same";
  const node = element("td", { class: `sawidget-bond-${change}` }, String(from));
  if (after.length) node.append(" → ", element("b", {}, String(to)));
  return node;
}
