// A row of titles; each opens what lies below it, and is found open the next time.

import { element, fresh } from "./dom.ts";
import { recall, remember } from "./memory.ts";
import type { Part } from "./part.ts";
import type { View } from "../view.ts";

interface Fold {
  name: string;
  part: Part;
  button: HTMLButtonElement;
  note: HTMLElement;
}

export class Folds {
  /** The row of titles. */
  readonly row = element("div", { class: "sawidget-folds" });
  /** What they open. */
  readonly node = element("div", { class: "sawidget-open" });
  #folds = new Map<string, Fold>();
  #view: View | null = null;
  #body: HTMLElement;

  /** In the attribute `data-open` of the body stand the names of those that are open. */
  constructor(body: HTMLElement) {
    this.#body = body;
  }

  /** A fold; `open` says how it is found where nothing is remembered. */
  add(name: string, title: string, part: Part, open = false): void {
    const id = fresh(name);
    const note = element("span", { class: "sawidget-note" });
    const button = element("button", { type: "button", class: "sawidget-fold", "aria-controls": id }, title, note);
    const fold = { name, part, button, note };
    part.node.id = id;
    part.node.setAttribute("role", "region");
    part.node.setAttribute("aria-label", title);
    this.#folds.set(name, fold);
    this.row.append(button);
    this.node.append(part.node);
    this.#set(fold, recall(`open.${name}`) === null ? open : recall(`open.${name}`) === "yes");
    button.addEventListener("click", () => this.open(name, part.node.hidden !== false));
  }

  /** Open or close, and remember. */
  open(name: string, open = true): void {
    const fold = this.#folds.get(name);
    if (!fold) return;
    remember(`open.${name}`, open ? "yes" : "no");
    this.#set(fold, open);
  }

  toggle(name: string): void {
    const fold = this.#folds.get(name);
    if (fold) this.open(name, fold.part.node.hidden !== false);
  }

  /** Open, unless a person has ever decided about it. */
  suggest(name: string): void {
    if (recall(`open.${name}`) === null) this.open(name);
  }

  /** A few words beside the title, such as a number of things inside. */
  note(name: string, words: string): void {
    const note = this.#folds.get(name)?.note;
    if (note && note.textContent !== words) note.textContent = words;
  }

  show(view: View): void {
    this.#view = view;
    for (const { part } of this.#folds.values()) if (!part.node.hidden) part.show(view);
  }

  #set(fold: Fold, open: boolean): void {
    fold.part.node.hidden = !open;
    fold.button.setAttribute("aria-expanded", String(open));
    const all = [...this.#folds.values()].filter(({ part }) => !part.node.hidden);
    this.#body.dataset.open = all.map(({ name }) => name).join(" ");
    if (open && this.#view) fold.part.show(this.#view);
  }
}
