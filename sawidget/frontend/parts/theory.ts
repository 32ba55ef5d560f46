// How often the run was in each isomer, against the exact law.

import type { View } from "../view.ts";
import type { Landscape } from "../wire.ts";
import { drawing, element, reveal, shape, watching, write } from "./dom.ts";
import { fit } from "./gallery.ts";
import { apart, averaged, constant, law } from "./law.ts";
import type { Part } from "./part.ts";
import type { Terrain } from "./terrain.ts";
import { count, number, share } from "./words.ts";

/** Where the axis may end: it stands still while bars grow, and jumps seldom. */
const TOPS = [0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

/** What is compared, in words. */
export function comparison(view: View, visited: number, difference: number): string {
  const { parameters, cooling, temperature } = view;
  if (!parameters || !cooling) return "";
  const kT = number(temperature, 3), sign = parameters.optimization_mode === "MAXIMIZE" ? "+" : "−";
  const exact = constant(cooling)
    ? `Exact is exp(${sign}E/kT) / symmetries at kT ${kT}.`
    : `kT falls, so exact is the mean of the law over all steps so far: a run in equilibrium all the way would visit ` +
      `these shares. The dots are the law exp(${sign}E/kT) / symmetries at kT ${kT} alone.`;
  const rule = parameters.accept === "metropolis" ? "" : " It holds for Metropolis's rule; this run has another one.";
  const so = visited ? ` After ${count(visited)} steps, visited and exact differ by ${share(difference, 1)}.` : "";
  return exact + rule + so;
}

export class TheoryPane implements Part {
  readonly node = element("div", { class: "sawidget-theory" });
  #terrain: Terrain;
  #shown: Landscape | null = null;
  #said = element("p", { class: "sawidget-hint" });
  #legend = element("div", { class: "sawidget-legends", "aria-hidden": "true" });
  #now = legend("now", "at kT now");
  #top = element("span");
  #read = element("p", { class: "sawidget-theory-read", "aria-hidden": "true" });
  #visited = shape("path", { class: "sawidget-theory-visited" });
  #exact = shape("path", { class: "sawidget-theory-exact" });
  #dots = shape("path", { class: "sawidget-theory-dots" });
  #bars = shape("svg", { preserveAspectRatio: "none", role: "img" }, this.#visited, this.#exact, this.#dots);
  #isomers = element("div", { class: "sawidget-theory-isomers", "aria-hidden": "true" });
  #chart = element("div", { class: "sawidget-theory-chart" }, this.#top, this.#bars, this.#isomers);
  #rows: [visited: number[], exact: number[]] = [[], []];
  #pointed: number | null = null;
  #differs = watching();

  constructor(terrain: Terrain) {
    this.#terrain = terrain;
    this.#legend.append(legend("visited", "visited"), legend("exact", "exact"), this.#now);
    this.node.append(this.#legend, this.#chart, this.#read, this.#said);
    this.#chart.addEventListener("pointermove", (event) => {
      const { left, width } = this.#bars.getBoundingClientRect(), n = this.#shown?.isomers.length ?? 0;
      this.#point(Math.max(0, Math.min(n - 1, Math.floor((event.clientX - left) / width * n))));
    });
    this.#chart.addEventListener("pointerleave", () => this.#point(null));
  }

  show(view: View): void {
    const found = this.#terrain.of(view, () => this.show(view));
    for (const node of [this.#chart, this.#read, this.#legend]) reveal(node, found !== null);
    if (!found) return write(this.#said, this.#terrain.message);
    if (found !== this.#shown) this.#lay(found);
    else if (!this.#differs(view.visits, view.step, view.cooling, view.parameters)) return;
    if (view.cooling) this.#paint(view, found, view.cooling);
  }

  #paint(view: View, { isomers }: Landscape, cooling: NonNullable<View["cooling"]>): void {
    const maximise = view.parameters?.optimization_mode === "MAXIMIZE", still = constant(cooling);
    const steps = isomers.map(({ smiles }) => view.visits.get(smiles)?.steps ?? 0);
    const all = steps.reduce((sum, one) => sum + one, 0);
    const visited = steps.map((one) => all ? one / all : 0);
    const exact = averaged(isomers, cooling, view.step, maximise);
    const now = still ? [] : law(isomers, view.temperature, maximise);
    const highest = Math.max(...visited, ...exact, ...now), top = TOPS.find((one) => one >= highest) ?? 1;
    const y = (part: number) => (1 - Math.min(1, part / top)).toFixed(4);
    const bars = (parts: number[], edge: number) =>
      parts.map((part, place) => `M${place + edge} 1V${y(part)}H${place + 1 - edge}V1`).join("");
    this.#visited.setAttribute("d", bars(visited, 0.18));
    this.#exact.setAttribute("d", bars(exact, 0.06));
    this.#dots.setAttribute("d", now.map((part, place) => `M${place + 0.5} ${y(part)}h0`).join(""));
    this.#now.hidden = still;
    write(this.#top, share(top, 1));
    const words = comparison(view, all, apart(visited, exact));
    write(this.#said, words);
    this.#bars.setAttribute("aria-label", `visited and exact shares of ${isomers.length} isomers. ${words}`);
    this.#rows = [visited, exact];
    this.#point(this.#pointed);
  }

  #lay(found: Landscape): void {
    this.#shown = found;
    this.#pointed = null;
    const { isomers } = found, few = isomers.every(({ svg }) => svg);
    this.#bars.setAttribute("viewBox", `0 0 ${isomers.length} 1`);
    this.node.classList.toggle("sawidget-few", few);
    this.#isomers.style.gridTemplateColumns = few ? `repeat(${isomers.length}, minmax(0, 1fr))` : "";
    this.node.dataset.size = isomers.length > 10 ? "large" : "small";
    if (!few) {
      const words = ["← better", `${count(isomers.length)} isomers of ${found.formula}, by energy`, "worse →"];
      return this.#isomers.replaceChildren(...words.map((word) => element("span", {}, word)));
    }
    this.#isomers.replaceChildren(...isomers.map(({ smiles, energy, svg }) => {
      const thumb = element("div", { class: "sawidget-thumb" }, drawing(svg!)!);
      return element("div", { title: smiles }, thumb, number(energy));
    }));
    for (const picture of this.#isomers.querySelectorAll("svg")) fit(picture);
  }

  /** The numbers of one isomer, or how to get them. */
  #point(place: number | null): void {
    this.#pointed = place;
    const isomer = place === null ? undefined : this.#shown?.isomers[place];
    if (!isomer) return write(this.#read, "The best isomer stands first. Point at a bar for its numbers.");
    const [visited, exact] = this.#rows.map((row) => percent(row[place!]));
    write(this.#read, `${isomer.smiles}: energy ${number(isomer.energy)}, visited ${visited}, exact ${exact}`);
  }
}

function percent(part: number): string {
  return `${number(100 * part, 3)}\u202f%`;
}

function legend(name: string, words: string): HTMLElement {
  return element("span", { class: "sawidget-legend" }, element("i", { class: `sawidget-theory-key-${name}` }), words);
}
