// The isomers that the run has been in.

import type { View } from "../view.ts";
import type { Visit } from "../wire.ts";
import type { Commands } from "./commands.ts";
import { drawing, element, fresh, reveal, watching, write } from "./dom.ts";
import { recall, remember } from "./memory.ts";
import type { Part } from "./part.ts";
import { count, number, share } from "./words.ts";

/** Isomers shown; of the others only the number. */
const MOST = 60;
/** Milliseconds between two arrangements: cards that jump cannot be looked at. */
const CALM = 1000;
const AT_ONCE = 24;
/** A drawing is shown as large as its card allows, but not larger than others for being small. */
const NEAREST = 150, MARGIN = 24;

type Order = "visits" | "energy";

/** The first in an order, ties by name, so that equals keep their places. */
export function ranked(visits: Iterable<Visit>, order: Order, maximise: boolean, most = MOST): Visit[] {
  const worst = maximise ? -Infinity : Infinity, sign = maximise ? -1 : 1;
  const energy = (visit: Visit) => sign * (visit.energy ?? worst);
  const names = (a: Visit, b: Visit) => a.smiles < b.smiles ? -1 : 1;
  const by = order === "visits"
    ? (a: Visit, b: Visit) => b.steps - a.steps || names(a, b)
    : (a: Visit, b: Visit) => energy(a) - energy(b) || b.steps - a.steps || names(a, b);
  return [...visits].sort(by).slice(0, most);
}

interface Card {
  node: HTMLElement;
  picture: HTMLElement;
  energy: HTMLElement;
  visits: HTMLElement;
  bar: HTMLElement;
}

export class Gallery implements Part {
  readonly node = element("div", { class: "sawidget-gallery" });
  #commands: Commands;
  #order: Order = recall("order") === "energy" ? "energy" : "visits";
  #grid = element("div", { class: "sawidget-cards", role: "list", "aria-label": "isomers", tabindex: 0 });
  #more = element("p", { class: "sawidget-hint" });
  #cards = new Map<string, Card>();
  #drawings = new Map<string, string>();
  #wanted = new Set<string>();
  #asking = false;
  #view: View | null = null;
  #arranged = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #differs = watching();
  #signal: AbortSignal;

  constructor(commands: Commands, signal: AbortSignal) {
    this.#commands = commands;
    this.#signal = signal;
    const id = fresh("order");
    const chooser = element("select", { id });
    chooser.append(new Option("most visited first", "visits"), new Option("best first", "energy"));
    chooser.value = this.#order;
    chooser.addEventListener("change", () => {
      this.#order = chooser.value as Order;
      remember("order", this.#order);
      this.#arrange();
    });
    const head = element("div", { class: "sawidget-gallery-head" });
    head.append(element("label", { for: id }, "order"), chooser, this.#more);
    this.node.append(head, this.#grid);
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  show(view: View): void {
    this.#view = view;
    if (!this.#differs(view.visits, view.current_smiles, view.best_smiles)) return;
    clearTimeout(this.#timer);
    const wait = view.state === "running" ? CALM - (performance.now() - this.#arranged) : 0;
    if (wait <= 0) this.#arrange();
    else this.#timer = setTimeout(() => this.#arrange(), wait);
  }

  #arrange(): void {
    const view = this.#view;
    if (!view) return;
    this.#arranged = performance.now();
    let all = 0, most = 1;
    for (const { steps } of view.visits.values()) {
      all += steps;
      most = Math.max(most, steps);
    }
    const shown = ranked(view.visits.values(), this.#order, view.parameters?.optimization_mode === "MAXIMIZE");
    const cards = new Map<string, Card>();
    for (const visit of shown) {
      const card = this.#cards.get(visit.smiles) ?? this.#card(visit);
      write(card.energy, number(visit.energy));
      write(card.visits, share(visit.steps, all));
      card.visits.title = `${count(visit.steps)} steps`;
      card.bar.style.width = `${100 * visit.steps / most}%`;
      card.node.classList.toggle("sawidget-is-current", visit.smiles === view.current_smiles);
      card.node.classList.toggle("sawidget-is-best", visit.smiles === view.best_smiles);
      cards.set(visit.smiles, card);
    }
    this.#cards = cards;
    const nodes = [...cards.values()].map((card) => card.node);
    if (
      nodes.some((node, place) => node !== this.#grid.children[place]) || nodes.length !== this.#grid.children.length
    ) {
      this.#grid.replaceChildren(...nodes);
    }
    const left = view.visits.size - shown.length;
    write(this.#more, left > 0 ? `and ${count(left)} more` : view.visits.size ? "" : "None yet.");
    reveal(this.#grid, nodes.length > 0);
    this.#draw();
  }

  #card(visit: Visit): Card {
    const picture = element("div", { class: "sawidget-thumb" });
    const energy = element("b", {}), visits = element("span", {}), bar = element("i", {});
    const node = element("figure", { class: "sawidget-card", role: "listitem", title: visit.smiles });
    const words = element("figcaption", {}, element("code", {}, visit.smiles), energy, visits);
    node.append(picture, words, element("div", { class: "sawidget-visits", "aria-hidden": "true" }, bar));
    const card = { node, picture, energy, visits, bar };
    const known = this.#drawings.get(visit.smiles);
    if (known === undefined) this.#wanted.add(visit.smiles);
    else fill(card, known);
    return card;
  }

  /** Ask for pictures that are missing, some at a time; without them there is still the SMILES. */
  async #draw(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted.size && !this.#signal.aborted) {
      const smiles = [...this.#wanted].slice(0, AT_ONCE);
      for (const one of smiles) this.#wanted.delete(one);
      const pictures = await this.#commands.depict(smiles).catch(() => ({} as Record<string, string>));
      for (const [one, svg] of Object.entries(pictures)) {
        this.#drawings.set(one, svg);
        const card = this.#cards.get(one);
        if (card) fill(card, svg);
      }
    }
    this.#asking = false;
  }
}

function fill(card: Card, svg: string): void {
  const picture = drawing(svg);
  if (!(picture instanceof SVGSVGElement)) return;
  card.picture.replaceChildren(picture);
  fit(picture);
}

/** Show what is drawn as large as there is room; only where it is rendered can that be told. */
export function fit(picture: SVGSVGElement): void {
  const { x, y, width, height } = picture.getBBox();
  if (!width && !height) return;
  const side = Math.max(NEAREST, width + MARGIN, (height + MARGIN) * 4 / 3);
  picture.setAttribute(
    "viewBox",
    [x + width / 2 - side / 2, y + height / 2 - side * 3 / 8, side, side * 3 / 4].join(" "),
  );
}
