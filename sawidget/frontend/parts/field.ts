// A labelled field of one parameter, with the message that belongs to it.

import type { Parameters } from "../wire.ts";
import { element, fresh, reveal, write } from "./dom.ts";
import type { Editor } from "./editor.ts";

interface Look {
  label: string;
  /** What it is in Python, and anything else worth knowing. */
  help: string;
  /** Numbers are sent as such; what is no number is sent as it was typed, and refused with reasons. */
  numeric?: boolean;
}

export class Field {
  readonly node: HTMLElement;
  readonly input: HTMLInputElement;
  readonly message: HTMLElement;
  #name: keyof Parameters & string;
  #editor: Editor;
  #help: string;

  constructor(editor: Editor, name: keyof Parameters & string, { label, help, numeric = true }: Look) {
    this.#editor = editor;
    this.#name = name;
    this.#help = help;
    const id = fresh(name), about = fresh("message");
    this.message = element("span", { id: about, class: "sawidget-message", hidden: true });
    this.input = element("input", {
      id,
      class: `sawidget-input sawidget-input-${name}`,
      name,
      title: help,
      inputmode: numeric ? "decimal" : "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": about,
    });
    this.node = element("div", { class: "sawidget-field" });
    this.node.append(element("label", { for: id, title: help }, label), this.input, this.message);
    const read = () => numeric ? parsed(this.input.value) : this.input.value.trim();
    const edit = () => ({ [name]: this.#exact() ?? read() });
    this.input.addEventListener("input", () => editor.type(edit()));
    this.input.addEventListener("change", () => editor.commit(edit()));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") editor.commit(edit()); // also where nothing has changed since it was refused
      if (event.key === "Escape") {
        editor.undo();
        this.show(true);
      }
    });
  }

  /** The number that is shown in brief: who has not changed it means all of its digits. */
  #exact(): unknown {
    const name = this.#name, editor = this.#editor;
    const known = [editor.own?.parameters[name], editor.edited(name) ? undefined : editor.value(name)];
    return known.find((value) => brief(value) === this.input.value && typeof value === "number");
  }

  /** Show what is meant now; not over what somebody is typing, unless it is said. */
  show(always = false): void {
    const value = this.#editor.value(this.#name);
    const text = brief(value);
    const typing = this.input === (this.input.getRootNode() as Document | ShadowRoot).activeElement;
    if ((!typing || always || !this.#editor.dirty) && this.input.value !== text) this.input.value = text;
    this.input.title = text === String(value ?? "") ? this.#help : `${this.#help}; exactly ${value}`;
    complain(this.input, this.message, this.#editor.wrong.get(this.#name));
  }
}

/** A value as it is written into a field: no person has typed so many digits that a computed one has. */
export function brief(value: unknown): string {
  const text = String(value ?? "");
  const computed = typeof value === "number" && !Number.isInteger(value) && text.replace(/^[-0.]+|\./g, "").length > 6;
  return computed ? String(Number(value.toPrecision(4))) : text;
}

/** Say what is wrong with a field, or that nothing is. */
export function complain(input: HTMLElement, message: HTMLElement, wrong: string | undefined): void {
  write(message, wrong ?? "");
  reveal(message, Boolean(wrong));
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function parsed(text: string): number | string {
  if (/^\s*\d{1,3}(,\d{3})+\s*$/.test(text)) return text.trim(); // a thousand, or one? The server asks to be told.
  const plain = text.replace(/[\s_\u202f]/g, "").replace(",", ".");
  return plain !== "" && Number.isFinite(Number(plain)) && Math.abs(Number(plain)) <= Number.MAX_SAFE_INTEGER
    ? Number(plain)
    : text.trim();
}
