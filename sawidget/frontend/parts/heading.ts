// The first line: what is run. Formula, examples, the run in a few words, the seed.

import type { Checked, Vocabulary } from "../wire.ts";
import { Preview } from "./cooling.ts";
import { element, fresh, reveal, watching, write } from "./dom.ts";
import type { Editor } from "./editor.ts";
import { complain, Field } from "./field.ts";
import { difference, summary } from "./words.ts";

/** Seeds are drawn small enough to be said aloud and typed by everybody in the room. */
const SEEDS = 100_000;

export class Heading {
  readonly node: HTMLElement;
  /** What is wrong with the formula, or with nothing in particular, in a line of its own. */
  readonly message: HTMLElement;
  #editor: Editor;
  #formula: Field;
  #seed: Field;
  #presets = element("select", { class: "sawidget-presets", "aria-label": "examples", title: "examples" });
  #draw = element("button", { type: "button", class: "sawidget-quiet", title: "draw a new seed" });
  #summary = element("span", { class: "sawidget-summary-words" });
  #preview = new Preview("sawidget-spark", { width: 44, height: 14 });
  #vocabulary: Vocabulary | null = null;
  #controls: boolean;
  #differs = watching();

  /** `more` opens the settings. */
  constructor(editor: Editor, controls: boolean, more: () => void) {
    this.#editor = editor;
    this.#controls = controls;
    this.#formula = new Field(editor, "formula", {
      label: "formula",
      help: "molecular formula, such as C8H18: C H N O S P F Cl Br I, up to 60 heavy atoms",
      numeric: false,
    });
    this.#formula.node.classList.add("sawidget-formula");
    this.#seed = new Field(editor, "seed", { label: "seed", help: "seed: the same one repeats the run step for step" });
    this.#seed.node.classList.add("sawidget-seed");
    this.#draw.setAttribute("aria-label", "draw a new seed");
    this.#draw.append("⟳");
    this.#seed.node.insertBefore(this.#draw, this.#seed.message);
    const words = element("button", { type: "button", class: "sawidget-summary", title: "change the settings" });
    words.append(this.#summary, this.#preview.node);
    words.addEventListener("click", more);
    this.message = this.#formula.message;
    this.message.id = fresh("formula-message");
    this.#formula.input.setAttribute("aria-describedby", this.message.id);
    this.message.setAttribute("role", "status");
    this.message.classList.add("sawidget-message-line");
    this.node = element("div", { class: "sawidget-heading" });
    this.node.append(this.#formula.node, this.#presets, words, this.#seed.node);
    this.#draw.addEventListener("click", () => editor.commit({ seed: Math.floor(Math.random() * SEEDS) }));
    this.#presets.addEventListener("change", () => this.#take());
    reveal(this.#presets, false);
    for (const input of [this.#formula.input, this.#seed.input]) input.readOnly = !controls;
    reveal(this.#draw, controls);
  }

  /** What can be chosen has become known. */
  learn(vocabulary: Vocabulary): void {
    this.#vocabulary = vocabulary;
    const options = vocabulary.presets.map(({ name, title }, place) => new Option(`${name} · ${title}`, String(place)));
    this.#presets.replaceChildren(new Option("examples", "", true, true), ...options);
    reveal(this.#presets, this.#controls && options.length > 0);
    this.#differs(); // whatever was shown, it was shown without these words
  }

  /** The fields and the line follow what is being edited; `elsewhere`: other fields can be seen, with what is wrong with them. */
  refresh(elsewhere: boolean): void {
    this.#formula.show();
    this.#seed.show();
    const wrong = [...this.#editor.wrong].filter(([field]) =>
      !elsewhere || !field || field === "formula" || field === "seed"
    );
    complain(this.#formula.input, this.message, wrong.map(([, line]) => line).join("\n"));
    if (!this.#editor.wrong.has("formula")) this.#formula.input.removeAttribute("aria-invalid");
    const run = this.#editor.waiting ? this.#editor.own : this.#editor.agreed;
    if (!run || !this.#differs(run.parameters, run.cooling, this.#vocabulary)) return;
    write(this.#summary, summary(run.parameters, this.#vocabulary));
    this.#preview.show(run.cooling);
  }

  /** What a changed run would have that the session's own has not. */
  words({ parameters }: Checked): string {
    return difference(this.#editor.own!.parameters, parameters, this.#vocabulary);
  }

  /** Take over the python-written parameters' lock: nothing can be changed from here. */
  lock(locked: boolean): void {
    this.#formula.input.readOnly = this.#seed.input.readOnly = locked || !this.#controls;
    this.#draw.disabled = this.#presets.disabled = locked;
  }

  #take(): void {
    const preset = this.#vocabulary?.presets[Number(this.#presets.value)];
    this.#presets.selectedIndex = 0;
    if (preset) this.#editor.take(preset.parameters);
  }
}
