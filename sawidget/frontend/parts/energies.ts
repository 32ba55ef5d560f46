// Which energies count, with what weights and options.

import type { EnergyHelp, Vocabulary } from "../wire.ts";
import { element, fresh, reveal } from "./dom.ts";
import { option, typed } from "./draft.ts";
import type { Editor } from "./editor.ts";
import { complain } from "./field.ts";
import { weights } from "./words.ts";

interface Row {
  name: string;
  chosen: HTMLInputElement;
  weight: HTMLInputElement;
  options: Map<string, HTMLTextAreaElement>;
  box: HTMLElement;
}

export class Energies {
  readonly node = element("div", { class: "sawidget-energies" });
  #editor: Editor;
  #rows: Row[] = [];
  #list = element("div", {});
  #message = element("p", { class: "sawidget-message", role: "status", hidden: true });

  constructor(editor: Editor) {
    this.#editor = editor;
    this.node.append(this.#list, this.#message);
  }

  learn(vocabulary: Vocabulary): void {
    this.#rows = [];
    this.#list.replaceChildren(...vocabulary.energies.map((energy) => this.#row(energy)));
  }

  show(): void {
    const parameters = this.#editor.parameters;
    if (!parameters) return;
    // While a weight is typed, 0 and what is no number yet belong to a row that stays chosen: else 0.5 could not be typed.
    const used = this.#editor.edited("component_weights") ? parameters.component_weights : weights(parameters);
    for (const { name, chosen, weight, options, box } of this.#rows) {
      chosen.checked = name in used;
      weight.disabled = !chosen.checked;
      put(weight, name in used ? String(used[name]) : "");
      reveal(box, chosen.checked && options.size > 0);
      const given = parameters.component_options?.[name] ?? {};
      for (const [key, input] of options) put(input, typed(given[key]));
    }
    const wrong = [this.#editor.wrong.get("component_weights"), this.#editor.wrong.get("component_options")];
    complain(this.#list, this.#message, wrong.filter(Boolean).join("\n") || undefined);
  }

  #row({ name, label, unit, help, options }: EnergyHelp): HTMLElement {
    const id = fresh(name);
    const chosen = element("input", { id, type: "checkbox" });
    const weight = element("input", {
      class: "sawidget-weight",
      inputmode: "decimal",
      "aria-label": `weight of ${label}`,
    });
    weight.title = `component_weights: how much ${label} counts`;
    const inputs = new Map<string, HTMLTextAreaElement>(), box = element("div", { class: "sawidget-options" });
    for (const [key, about] of Object.entries(options)) {
      const input = element("textarea", { id: fresh(key), title: about, rows: 1, spellcheck: "false" });
      inputs.set(key, input);
      box.append(element("label", { for: input.id, title: about }, key), input);
    }
    const row = { name, chosen, weight, options: inputs, box };
    this.#rows.push(row);
    chosen.addEventListener("change", () => {
      weight.value = chosen.checked ? "1" : "";
      this.#editor.commit(this.#edits());
    });
    for (const input of [weight, ...inputs.values()]) {
      input.addEventListener("input", () => this.#editor.type(this.#edits()));
      input.addEventListener("change", () => this.#editor.commit(this.#edits()));
    }
    const title = unit ? `${label} (${unit})` : label;
    const line = element("div", { class: "sawidget-energy" });
    line.append(chosen, element("label", { for: id, title: help }, title), weight);
    return element("div", {}, line, box);
  }

  #edits() {
    const component_weights: Record<string, number> = {};
    const component_options: Record<string, Record<string, unknown>> = {};
    for (const { name, chosen, weight, options } of this.#rows) {
      if (!chosen.checked) continue;
      const number = Number(weight.value.replace(",", "."));
      component_weights[name] = weight.value.trim() && Number.isFinite(number)
        ? number
        : weight.value as unknown as number;
      const given = [...options].map(([key, input]) => [key, option(input.value)]).filter(([, value]) =>
        value !== undefined
      );
      if (given.length) component_options[name] = Object.fromEntries(given);
    }
    const any = Object.keys(component_options).length > 0;
    return { component_weights, component_options: any ? component_options : undefined, energy: undefined };
  }
}

function put(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  if (input instanceof HTMLTextAreaElement) input.rows = Math.min(8, text.split("\n").length);
  const typing = input === (input.getRootNode() as Document | ShadowRoot).activeElement;
  if (!typing && input.value !== text) input.value = text;
}
