// A molecule with its SMILES and energy: the current one, or the best.

import type { View } from "../view.ts";
import { drawing, element, reveal, watching, write } from "./dom.ts";
import { number } from "./words.ts";

type Role = "current" | "best";

export class Molecule {
  readonly node: HTMLElement;
  #role: Role;
  #picture = element("div", { class: "sawidget-picture" });
  #energy = element("span", { class: "sawidget-value" });
  #parts = element("div", { class: "sawidget-components", hidden: true });
  #smiles = element("button", { type: "button", class: "sawidget-smiles" });
  #text = "";
  #drawn = "";
  #differs = watching();
  #copied: ReturnType<typeof setTimeout> | undefined;

  constructor(role: Role, signal: AbortSignal) {
    this.#role = role;
    const head = element("figcaption", { class: "sawidget-head" }, element("span", {}, role), this.#energy);
    this.node = element("figure", { class: `sawidget-molecule sawidget-${role}` });
    this.node.append(head, this.#picture, this.#smiles, this.#parts);
    this.#smiles.addEventListener("click", () => this.#copy());
    signal.addEventListener("abort", () => clearTimeout(this.#copied));
  }

  show(view: View): void {
    const current = this.#role === "current";
    const svg = current ? marked(view) ?? view.current_svg : view.best_svg;
    const smiles = current ? view.current_smiles : view.best_smiles;
    const energy = current ? view.current_energy : view.best_energy;
    const parts = current ? view.components : view.best_components;
    if (!this.#differs(svg, smiles, energy, parts)) return;
    this.#draw(svg ?? "");
    write(this.#energy, number(energy));
    const many = Object.entries(parts ?? {}).length > 1;
    reveal(this.#parts, many);
    if (many) write(this.#parts, Object.entries(parts).map(([name, value]) => `${name} ${number(value)}`).join(" · "));
    if (smiles === this.#text) return;
    this.#text = smiles;
    clearTimeout(this.#copied);
    this.#smiles.title = smiles ? `${smiles}\nclick to copy` : "";
    this.#smiles.setAttribute("aria-label", smiles ? `copy ${smiles}` : "no molecule");
    write(this.#smiles, smiles);
  }

  #draw(svg: string): void {
    if (svg === this.#drawn) return;
    this.#drawn = svg;
    const picture = svg ? drawing(svg) : null;
    this.#picture.replaceChildren(...(picture ? [picture] : []));
  }

  async #copy(): Promise<void> {
    const text = this.#text;
    if (!text) return;
    clearTimeout(this.#copied);
    try {
      await navigator.clipboard.writeText(text);
      write(this.#smiles, "copied");
      this.#copied = setTimeout(() => write(this.#smiles, this.#text), 900);
    } catch { // not allowed here: select it, so that a key copies it
      getSelection()?.selectAllChildren(this.#smiles);
    }
  }
}

/** The current molecule as the last move left it, with what it touched pointed out; only while single steps are shown. */
function marked({ move }: View): string | null | undefined {
  if (!move || move.verdict === "null") return null;
  return move.verdict === "accepted" ? move.after_svg : move.before_svg;
}
