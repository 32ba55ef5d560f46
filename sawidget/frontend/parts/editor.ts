// Parameters being changed: checked while somebody types, sent when they are done, and held back where sending them
// would throw away a run that is under way.

import { Refused } from "../link.ts";
import type { View } from "../view.ts";
import type { Checked, Parameters } from "../wire.ts";
import { type Commands, complaint } from "./commands.ts";
import { body, complaints, type Edits } from "./draft.ts";

/** Milliseconds after the last key before the server is asked. */
const PAUSE = 250;

const NO_COOLING = { step: [], temperature: [] };

const FIELDS = [
  "formula",
  "seed",
  "schedule",
  "initial_temp",
  "min_temp",
  "cooling_schedule_k",
  "steps_per_cycle",
  "num_cycles",
  "optimization_mode",
  "component_weights",
  "component_options",
];

export class Editor {
  /** What is wrong, by field; under "" what belongs to none. */
  wrong: Map<string, string> = new Map();
  /** What the server made of the changes, once it has. */
  checked: Checked | null = null;
  #commands: Commands;
  #changed: () => void;
  #signal: AbortSignal;
  #view: View | null = null;
  #edits: Edits = {};
  /** A preset, which starts from the defaults and not from what was set before. */
  #preset: Edits | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #sending: Promise<boolean> = Promise.resolve(true);

  constructor(commands: Commands, changed: () => void, signal: AbortSignal) {
    this.#commands = commands;
    this.#changed = changed;
    this.#signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Whether anything differs from the session's parameters. */
  get dirty(): boolean {
    return this.#preset !== null || Object.keys(this.#edits).length > 0;
  }

  /** Whether changes wait because a run would be lost by them. */
  get waiting(): boolean {
    return this.dirty && this.#underWay;
  }

  /** A run that is over has been waited for: it is kept, too, until somebody says so. */
  get #underWay(): boolean {
    return this.#view !== null && this.#view.state !== "idle";
  }

  /** Whether somebody has changed it. */
  edited(name: string): boolean {
    return name in this.#edits;
  }

  /** The session's own run, which the changes have not touched. */
  get own(): Checked | null {
    const { parameters = null, cooling = null } = this.#view ?? {};
    return parameters && { parameters, cooling: cooling ?? NO_COOLING };
  }

  /** One run that the server has agreed to, never parts of two: what the changes make, else the session's own. */
  get agreed(): Checked | null {
    return this.dirty && this.checked && !this.wrong.size ? this.checked : this.own;
  }

  /** A parameter as it is meant now. */
  value<K extends keyof Parameters>(name: K): Parameters[K] | undefined {
    return this.#edits[name] ?? this.checked?.parameters[name] ?? this.#preset?.[name] ??
      this.#view?.parameters?.[name];
  }

  /** All of them. */
  get parameters(): Parameters | null {
    const parameters = this.#view?.parameters;
    return parameters ? { ...parameters, ...this.#preset, ...this.checked?.parameters, ...this.#edits } : null;
  }

  /** Somebody types. */
  type(edits: Edits): void {
    this.#merge(edits);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), PAUSE);
    this.#changed();
  }

  /** Somebody has finished typing, or chosen. */
  commit(edits: Edits = {}): Promise<boolean> {
    this.#merge(edits);
    if (this.dirty && !this.waiting) return this.apply();
    if (this.dirty) this.type({});
    this.#changed();
    return Promise.resolve(true); // there is nothing to send, or it waits for a word
  }

  /** Take a preset, with the seed that is there. */
  take(preset: Edits): Promise<boolean> {
    const seed = this.value("seed");
    this.#edits = {};
    this.checked = null;
    this.#preset = seed === undefined ? preset : { seed, ...preset };
    return this.commit();
  }

  /** Send the changes, whatever is under way. Tells whether they were taken. */
  apply(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  /** Forget the changes. */
  undo(): void {
    clearTimeout(this.#timer);
    this.#edits = {};
    this.#preset = this.checked = null;
    this.wrong = new Map();
    this.#asked++;
    this.#changed();
  }

  show(view: View): void {
    const other = view.parameters !== this.#view?.parameters;
    this.#view = view;
    if (other) {
      this.#merge({});
      this.#changed();
    }
  }

  #merge(edits: Edits): void {
    const all = { ...this.#edits, ...edits }, parameters = this.#view?.parameters;
    const same = (name: string) =>
      this.#preset === null && parameters && JSON.stringify(all[name]) === JSON.stringify(parameters[name]);
    this.#edits = Object.fromEntries(Object.entries(all).filter(([name]) => !same(name))) as Edits;
    if (!this.dirty) {
      this.wrong = new Map();
      this.checked = null;
      this.#asked++;
    }
  }

  #body(): Record<string, unknown> | null {
    if (this.#preset) return { ...this.#preset, ...this.#edits };
    return this.#view?.parameters ? body(this.#view.parameters, this.#edits) : null;
  }

  async #check(): Promise<void> {
    const whole = this.#body(), asked = ++this.#asked;
    if (!whole || !this.dirty) return;
    let wrong = new Map<string, string>(), checked: Checked | null = null;
    try {
      checked = await this.#commands.check(whole);
    } catch (error) {
      if (!(error instanceof Refused && (error.status === 404 || error.status === 405))) wrong = told(error);
    }
    if (asked !== this.#asked || this.#signal.aborted) return; // somebody has typed on
    this.wrong = wrong;
    this.checked = checked;
    this.#changed();
  }

  async #send(): Promise<boolean> {
    const whole = this.#body(), edits = this.#edits, preset = this.#preset;
    if (!whole || !this.dirty) return true;
    this.#asked++;
    try {
      if (this.#view?.state === "running") await this.#commands.pause();
      await this.#commands.replace(whole);
    } catch (error) {
      this.wrong = told(error);
      this.#changed();
      return false;
    }
    const later = Object.entries(this.#edits).filter(([name, value]) => edits[name] !== value);
    this.#edits = Object.fromEntries(later) as Edits;
    if (this.#preset === preset) this.#preset = null;
    this.wrong = new Map();
    this.checked = null;
    this.#changed();
    return true;
  }
}

function told(error: unknown): Map<string, string> {
  if (error instanceof Refused && error.error === "FormulaError") return new Map([["formula", error.message]]);
  return error instanceof Refused && error.status === 422
    ? complaints(error.message, FIELDS)
    : new Map([["", complaint(error)]]);
}
