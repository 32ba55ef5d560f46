// Every isomer at the height of its energy, the moves between them, and the run as a ring that walks there.

import type { View } from "../view.ts";
import type { Landscape } from "../wire.ts";
import { drawing, element, reveal, shape, watching, write } from "./dom.ts";
import { fit } from "./gallery.ts";
import type { Part } from "./part.ts";
import type { Terrain } from "./terrain.ts";
import { even } from "./ticks.ts";
import { count, number } from "./words.ts";

/** Thirds of the moves, the least likely first, are drawn so strongly. */
const STRENGTHS = [0.4, 0.7, 1];

/** Where each isomer stands, in parts of a thousand from the left and from the top. */
export function stands({ isomers }: Landscape): { x: number; y: number }[] {
  const y = heights(isomers.map(({ energy }) => energy));
  return isomers.map(({ x, energy }) => ({ x: Math.round(1000 * x), y: y(energy) }));
}

function heights(energies: number[]): (energy: number) => number {
  const low = Math.min(...energies), high = Math.max(...energies);
  return (energy) => high > low ? Math.round(1000 * (high - energy) / (high - low)) : 500;
}

/** The moves in equal parts, by how likely they are there or back, as paths. */
export function paths(found: Landscape): string[] {
  const { from, to, probability, back } = found.moves, at = stands(found);
  const order = from.map((_, place) => place).sort((a, b) => likely(a) - likely(b));
  const line = (place: number) => `M${at[from[place]].x} ${at[from[place]].y}L${at[to[place]].x} ${at[to[place]].y}`;
  const parts = STRENGTHS.length, size = order.length / parts;
  return STRENGTHS.map((_, part) =>
    order.slice(Math.round(part * size), Math.round((part + 1) * size)).map(line).join("")
  );

  function likely(place: number): number {
    return Math.max(probability[place], back[place]);
  }
}

/** What there is to see, in words. */
export function description({ formula, isomers, moves }: Landscape, maximise: boolean): string {
  const traps = isomers.filter(({ trap }) => trap).length, better = maximise ? "up" : "down";
  const trapped = traps
    ? `${count(traps)} ${traps === 1 ? "trap has" : "traps have"} a dashed frame: no way leads ${better} from there.`
    : `There is no trap: from everywhere a way leads ${better} to the best.`;
  return `${count(isomers.length)} isomers of ${formula} at the height of their energies, ` +
    `${count(moves.from.length)} moves between them. ${trapped}`;
}

export class LandscapePane implements Part {
  readonly node = element("div", { class: "sawidget-landscape" });
  #terrain: Terrain;
  #shown: Landscape | null = null;
  #said = element("p", { class: "sawidget-hint" });
  #ticks = element("div", { class: "sawidget-heights", "aria-hidden": "true" });
  #moves = layer();
  #ahead = shape("path", { class: "sawidget-ahead" });
  #walker = element("div", { class: "sawidget-walker" });
  #ground = element("div", { class: "sawidget-ground", role: "img" });
  #map = element("div", { class: "sawidget-map" }, this.#ticks, this.#ground);
  #nodes: HTMLElement[] = [];
  #places = new Map<string, number>();
  #at: { x: number; y: number }[] = [];
  #near: number[][] = [];
  #differs = watching();

  constructor(terrain: Terrain) {
    this.#terrain = terrain;
    this.node.append(this.#map, this.#said);
  }

  show(view: View): void {
    const found = this.#terrain.of(view, () => this.show(view));
    reveal(this.#map, found !== null);
    if (!found) return write(this.#said, this.#terrain.message);
    const maximise = view.parameters?.optimization_mode === "MAXIMIZE";
    if (found !== this.#shown) this.#lay(found, maximise);
    else if (!this.#differs(view.visits, view.current_smiles, view.best_smiles)) return;
    for (const [place, { smiles }] of found.isomers.entries()) {
      this.#nodes[place].classList.toggle("sawidget-was-there", view.visits.has(smiles));
      this.#nodes[place].classList.toggle("sawidget-is-best", smiles === view.best_smiles);
    }
    const place = this.#places.get(view.current_smiles);
    this.#walker.hidden = place === undefined;
    if (place === undefined) return;
    put(this.#walker, this.#at[place]);
    const { x, y } = this.#at[place];
    this.#ahead.setAttribute(
      "d",
      this.#near[place].map((one) => `M${x} ${y}L${this.#at[one].x} ${this.#at[one].y}`).join(""),
    );
    const where = `The run is at ${view.current_smiles}, energy ${number(view.current_energy)}.`;
    this.#ground.setAttribute("aria-label", `${description(found, maximise)} ${where}`);
  }

  #lay(found: Landscape, maximise: boolean): void {
    const { isomers, moves } = found, few = isomers.every(({ svg }) => svg);
    this.#shown = found;
    this.#at = stands(found);
    this.#places = new Map(isomers.map(({ smiles }, place) => [smiles, place]));
    this.#near = isomers.map(() => []);
    moves.from.forEach((one, place) => {
      this.#near[one].push(moves.to[place]);
      this.#near[moves.to[place]].push(one);
    });
    const ink = Math.min(0.9, 4.5 / Math.sqrt(moves.from.length));
    this.#moves.replaceChildren(
      ...paths(found).map((d, part) => shape("path", { d, opacity: (ink * STRENGTHS[part]).toFixed(3) })),
    );
    this.#nodes = isomers.map(({ smiles, energy, trap, svg }, place) => {
      const words = `${smiles}: energy ${number(energy)}${trap ? ", a trap" : ""}`;
      const node = element("div", { class: `sawidget-node${trap ? " sawidget-trap" : ""}`, title: words });
      if (few) node.append(drawing(svg!)!);
      put(node, this.#at[place]);
      return node;
    });
    this.node.classList.toggle("sawidget-few", few);
    this.#ground.replaceChildren(this.#moves, layer(this.#ahead), ...this.#nodes, this.#walker);
    for (const picture of few ? this.#ground.querySelectorAll<SVGSVGElement>(".sawidget-node > svg") : []) fit(picture);
    this.#scale(isomers.map(({ energy }) => energy));
    const legend = "The ring is where the run is; blue lines are moves from there.";
    write(this.#said, `${description(found, maximise)} ${legend} ${few ? "Faint" : "Hollow"}: not visited yet.`);
  }

  #scale(energies: number[]): void {
    const y = heights(energies), low = Math.min(...energies), high = Math.max(...energies);
    this.#ticks.replaceChildren(...(high > low ? even(low, high, 6) : [low]).map((tick) => {
      const node = element("span", {}, number(tick));
      node.style.top = `${y(tick) / 10}%`;
      return node;
    }));
  }
}

/** Thousands of lines that stand still are not to be painted anew for some that change: each kind has a layer. */
function layer(...lines: SVGElement[]): SVGSVGElement {
  const frame = { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", "aria-hidden": "true" };
  return shape("svg", frame, ...lines);
}

function put(node: HTMLElement, { x, y }: { x: number; y: number }): void {
  node.style.left = `${x / 10}%`;
  node.style.top = `${y / 10}%`;
}
