// All that can be set: the energy, how it is cooled, for how long.

import type { Checked, Parameters, Vocabulary } from "../wire.ts";
import { Preview } from "./cooling.ts";
import { element, fresh, reveal, watching, write } from "./dom.ts";
import { written } from "./draft.ts";
import type { Editor } from "./editor.ts";
import { Energies } from "./energies.ts";
import { Field } from "./field.ts";
import type { Part } from "./part.ts";
import { count, number } from "./words.ts";

/** Schedules that read k. */
const WITH_K = new Set(["faulon", "reheat"]);

export class Settings implements Part {
  readonly node = element("div", { class: "sawidget-settings" });
  #editor: Editor;
  #controls: boolean;
  #fieldset = element("fieldset", {});
  #note = element("p", { class: "sawidget-hint", hidden: true });
  #energies: Energies;
  #mode: HTMLSelectElement;
  #schedule: HTMLSelectElement;
  #law = element("p", { class: "sawidget-hint" });
  #fields: Field[];
  #k: Field;
  #preview = new Preview("sawidget-cooling", { width: 240, height: 90 });
  #scale = element("figcaption", {});
  #vocabulary: Vocabulary | null = null;
  #cut = false;
  #differs = watching();

  constructor(editor: Editor, controls: boolean) {
    this.#editor = editor;
    this.#controls = controls;
    this.#energies = new Energies(editor);
    this.#mode = chooser([["MINIMIZE", "minimise"], ["MAXIMIZE", "maximise"]]);
    this.#schedule = chooser([]);
    const field = (name: keyof Parameters & string, label: string, help: string) =>
      new Field(editor, name, { label, help: `${name}: ${help}` });
    const hot = field("initial_temp", "kT₀", "the temperature at the start");
    const cold = field("min_temp", "lowest kT", "the temperature never falls below it");
    this.#k = field("cooling_schedule_k", "k", "of Faulon's f_k: how fast it cools; the lowest kT comes after 1/k");
    const steps = field("steps_per_cycle", "steps per cycle", "proposals in every cycle");
    const cycles = field("num_cycles", "cycles", "times the steps per cycle is the length of the run");
    this.#fields = [hot, cold, this.#k, steps, cycles];
    const look = element("figure", { class: "sawidget-preview" });
    look.append(this.#preview.node, this.#scale);
    this.#fieldset.append(
      group("Energy", labelled("goal", this.#mode), this.#energies.node),
      group("Cooling", labelled("schedule", this.#schedule), hot.node, cold.node, this.#k.node, this.#law),
      group("Length", steps.node, cycles.node, look),
    );
    this.node.append(this.#note, this.#fieldset);
    this.#mode.addEventListener("change", () => {
      editor.commit({ optimization_mode: this.#mode.value as Parameters["optimization_mode"] });
    });
    this.#schedule.addEventListener("change", () => editor.commit({ schedule: this.#schedule.value }));
  }

  learn(vocabulary: Vocabulary): void {
    this.#vocabulary = vocabulary;
    this.#energies.learn(vocabulary);
    this.#schedule.replaceChildren(...vocabulary.schedules.map(({ name }) => new Option(name, name)));
  }

  /** Parameters that only Python can send, in words; none if everything can be set here. */
  fromPython(): string {
    const parameters = this.#editor.parameters, known = this.#vocabulary;
    if (!parameters || !known) return "";
    const energies = known.energies.map((energy) => energy.name);
    return written(parameters, known.schedules.map((schedule) => schedule.name), energies).join(", ");
  }

  show(): void {
    this.refresh();
  }

  /** Nobody is there to take changes. */
  cut(gone: boolean): void {
    this.#cut = gone;
    this.refresh();
  }

  /** Show what is being edited. */
  refresh(): void {
    const editor = this.#editor, parameters = editor.parameters, run = editor.agreed;
    if (!parameters || !run) return;
    for (const field of this.#fields) field.show();
    const told = JSON.stringify(parameters);
    if (!this.#differs(told, run.cooling, this.#vocabulary, [...editor.wrong].join(), this.#cut)) return;
    const python = this.fromPython();
    this.#fieldset.disabled = !this.#controls || Boolean(python) || this.#cut;
    write(this.#note, python ? `This run was set up in Python (${python}): change it in the notebook's cell.` : "");
    reveal(this.#note, Boolean(python));
    this.#energies.show();
    this.#mode.value = parameters.optimization_mode;
    if (![...this.#schedule.options].some((option) => option.value === parameters.schedule)) {
      this.#schedule.append(new Option(parameters.schedule, parameters.schedule));
    }
    this.#schedule.value = parameters.schedule;
    const law = this.#vocabulary?.schedules.find((schedule) => schedule.name === parameters.schedule);
    write(this.#law, law ? law.help : "");
    reveal(this.#k.node, WITH_K.has(parameters.schedule));
    this.#preview.show(run.cooling);
    const { steps_per_cycle, num_cycles } = run.parameters;
    write(this.#scale, `kT ${span(run)} over ${count(steps_per_cycle * num_cycles)} steps`);
  }
}

/** From the highest kT to the lowest. The last step may stand a hair above the one that was set: then it is that one. */
export function span({ parameters: { initial_temp, min_temp }, cooling: { temperature } }: Checked): string {
  const hot = temperature.length ? Math.max(...temperature) : initial_temp;
  const cold = Math.min(...temperature, hot);
  return `${number(hot)} to ${number(cold < hot && cold < 1.01 * min_temp ? min_temp : cold)}`;
}

function chooser(options: [string, string][]): HTMLSelectElement {
  const node = element("select", {});
  node.append(...options.map(([value, label]) => new Option(label, value)));
  return node;
}

function labelled(label: string, input: HTMLElement): HTMLElement {
  input.id = fresh("choice");
  return element("div", { class: "sawidget-field" }, element("label", { for: input.id }, label), input);
}

function group(title: string, ...children: Node[]): HTMLElement {
  const node = element("div", { class: "sawidget-group", role: "group", "aria-label": title });
  node.append(element("h4", {}, title), ...children);
  return node;
}
