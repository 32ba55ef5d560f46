// The landscape of the run's formula, asked for when somebody looks at it first, and anew when the energy is another one.

import { Refused } from "../link.ts";
import type { View } from "../view.ts";
import type { Landscape } from "../wire.ts";

/** Milliseconds after which it is asked for again, if there was nobody to answer. */
const AGAIN = 3000;

export class Terrain {
  /** Why there is none. */
  message = "";
  #ask: () => Promise<Landscape>;
  #key = "";
  #found: Landscape | null = null;
  #again = Infinity;
  #waiting = new Set<() => void>();

  constructor(ask: () => Promise<Landscape>) {
    this.#ask = ask;
  }

  /** What is known of it; `later` is called when more is. */
  of({ session, parameters, initial_energy }: View, later: () => void): Landscape | null {
    if (!parameters) return null;
    const { formula, energy, component_weights, component_options, optimization_mode } = parameters;
    // A function of the user's may be another one under the same name: its first value tells, mostly.
    const energies = [energy, component_weights, component_options, initial_energy];
    const key = JSON.stringify([session, formula, optimization_mode, energies]);
    if (key !== this.#key || performance.now() > this.#again) this.#learn(key, formula);
    if (!this.#found) this.#waiting.add(later);
    return this.#found;
  }

  async #learn(key: string, formula: string): Promise<void> {
    this.#key = key;
    this.#found = null;
    this.#again = Infinity;
    this.message = `Listing the isomers of ${formula} …`;
    let found: Landscape | null = null, message = "";
    try {
      found = await this.#ask();
    } catch (error) {
      message = String((error as Error).message).replace(/^formula: /, "");
      if (!(error instanceof Refused && error.status === 422)) this.#again = performance.now() + AGAIN;
    }
    if (key !== this.#key) return; // by now it is another run's
    this.#found = found;
    this.message = message;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const later of waiting) later();
  }
}
