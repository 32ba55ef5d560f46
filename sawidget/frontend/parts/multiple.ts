// One run of several: its name, the molecule now, its energies, a small curve.

import type { View } from "../view.ts";
import { type Columns, columns } from "./curve.ts";
import { drawing, element, reveal, watching, write } from "./dom.ts";
import { energyAt } from "./envelope.ts";
import type { Palette } from "./palette.ts";
import { type Axes, standing } from "./together.ts";
import { Trace } from "./trace.ts";
import { count, isomers, number } from "./words.ts";

export class Multiple {
  readonly node: HTMLElement;
  readonly label: string;
  #trace: Trace;
  #picture = element("div", { class: "sawidget-picture" });
  #current = value("current", "now");
  #best = value("best", "best");
  #met = element("span", { class: "sawidget-multiple-met", title: "isomers met so far" });
  #foot = element("p", { class: "sawidget-multiple-foot" });
  #failure = element("p", { class: "sawidget-message", hidden: true });
  #view: View | null = null;
  #columns: Columns = [[], [], [], []];
  #hovered: number | null = null;
  #drawn = "";
  #differs = watching();
  #grown = watching();

  constructor(label: string, family: string, palette: () => Palette, signal: AbortSignal) {
    this.label = label;
    this.#trace = new Trace(family, palette, (place) => this.#point(place), signal);
    const name = element("span", { class: "sawidget-multiple-label", title: label }, label);
    const head = element("figcaption", {}, name, this.#met);
    const values = element("div", { class: "sawidget-multiple-values" }, this.#current.node, this.#best.node);
    this.node = element("figure", { class: "sawidget-multiple" });
    this.node.append(head, this.#picture, values, this.#trace.node, this.#foot, this.#failure);
  }

  show(view: View, leads: boolean): void {
    this.#view = view;
    const { state, stage, parameters, step, current_svg, current_energy, best_energy, failure, visits } = view;
    const shown = [state, stage, parameters, step, current_svg, current_energy, best_energy, failure, visits, leads];
    if (!this.#differs(...shown, view.message)) return;
    this.node.dataset.state = parameters ? state : "";
    this.node.classList.toggle("sawidget-leads", leads);
    if (current_svg !== this.#drawn) {
      this.#drawn = current_svg;
      const picture = current_svg ? drawing(current_svg) : null;
      this.#picture.replaceChildren(...(picture ? [picture] : []));
    }
    this.#picture.title = view.current_smiles;
    const met = isomers(visits.size);
    write(this.#met, met);
    const told = [this.label, `best ${number(best_energy)}`, met, leads ? "ahead" : ""];
    this.node.setAttribute("aria-label", told.filter(Boolean).join(", "));
    write(this.#failure, failure?.detail ?? "");
    reveal(this.#failure, failure !== null);
    this.#read();
  }

  /** The curve as it is now, and whether it is another one than when it was asked for last. */
  curve(): [Columns, boolean] {
    const view = this.#view;
    if (!view) return [this.#columns, false];
    const { series, cooling, step, current_energy, initial_energy, parameters } = view;
    const grown = this.#grown(series, cooling, step, current_energy, parameters);
    if (grown) {
      this.#columns = columns({
        series,
        cooling,
        initial: initial_energy,
        now: { step, energy: current_energy },
        maximise: parameters?.optimization_mode === "MAXIMIZE",
      });
    }
    return [this.#columns, grown];
  }

  draw(axes: Axes): void {
    this.#trace.draw(this.#columns, axes);
    this.#read();
  }

  renew(): void {
    this.#trace.renew();
  }

  #point(place: number | null): void {
    this.#hovered = place;
    this.#read();
  }

  /** The numbers at the pointer, or those of the moment. */
  #read(): void {
    const view = this.#view, place = this.#hovered, shown = this.#trace.shown, [step, , , best, , temperature] = shown;
    if (!view?.parameters) return;
    const past = place !== null && place < step.length;
    write(this.#current.number, past ? energyAt(shown, place) : number(view.current_energy));
    write(this.#best.number, number(past ? best[place] : view.best_energy));
    const at = past ? `at step ${count(step[place])}, kT ${number(temperature[place], 3)}` : standing(view);
    write(this.#foot, at);
  }
}

function value(role: "current" | "best", label: string) {
  const words = element("b", {});
  const swatch = element("i", { class: `sawidget-swatch sawidget-swatch-${role}`, "aria-hidden": "true" });
  return { node: element("span", { class: `sawidget-multiple-${role}` }, swatch, label, words), number: words };
}
