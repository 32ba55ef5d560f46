// What a person asks of the session. One thing after the other; what is refused is told, in the server's words.

import { type Link, Refused } from "../link.ts";
import type { Checked, Landscape, Vocabulary } from "../wire.ts";

export type Until = "proposal" | "every" | "accepted";

export class Commands {
  #link: Link;
  #session: string;
  #tell: (complaint: string) => void;
  #last: Promise<unknown> = Promise.resolve();
  #stepping = false;
  #pace: { wanted: number | null; busy: boolean } = { wanted: null, busy: false };

  /** `tell` is given what was refused, and "" when something was obeyed. */
  constructor(link: Link, session: string, tell: (complaint: string) => void) {
    this.#link = link;
    this.#session = session;
    this.#tell = tell;
  }

  start(): Promise<boolean> {
    return this.#command("start");
  }

  pause(): Promise<boolean> {
    return this.#command("pause");
  }

  reset(): Promise<boolean> {
    return this.#command("reset");
  }

  cancel(): Promise<boolean> {
    return this.#command("cancel");
  }

  /** One step at a time: who holds the key down gets as many as are made, not a queue of them. */
  async step(until: Until): Promise<void> {
    if (this.#stepping) return;
    this.#stepping = true;
    await this.#command("step", until === "every" ? { n: 1 } : { until });
    this.#stepping = false;
  }

  /** A new pace. While one is on its way only the latest of the others is kept. */
  async pace(stepsPerSecond: number): Promise<void> {
    this.#pace.wanted = stepsPerSecond;
    if (this.#pace.busy) return;
    this.#pace.busy = true;
    while (this.#pace.wanted !== null) {
      const steps_per_second = this.#pace.wanted;
      this.#pace.wanted = null;
      await this.#asked(() => this.#link.ask("PATCH", this.#session, { steps_per_second }));
    }
    this.#pace.busy = false;
  }

  /** Other parameters. Rejects with what is wrong with them. */
  replace(parameters: Record<string, unknown>): Promise<unknown> {
    return this.#queued(() => this.#link.ask("PUT", this.#session, parameters));
  }

  /** Whether these parameters would do. */
  check(parameters: Record<string, unknown>): Promise<Checked> {
    return this.#link.ask<Checked>("POST", "check", parameters);
  }

  vocabulary(): Promise<Vocabulary> {
    return this.#link.ask<Vocabulary>("GET", "vocabulary");
  }

  /** Drawings of molecules, by SMILES. */
  async depict(smiles: string[]): Promise<Record<string, string>> {
    const query = smiles.map((one) => `smiles=${encodeURIComponent(one)}`).join("&");
    return (await this.#link.ask<{ pictures: Record<string, string> }>("GET", `depict?${query}`)).pictures;
  }

  landscape(): Promise<Landscape> {
    return this.#link.ask<Landscape>("GET", `${this.#session}/landscape`);
  }

  #command(name: string, body?: unknown): Promise<boolean> {
    return this.#asked(() => this.#queued(() => this.#link.ask("POST", `${this.#session}/${name}`, body)));
  }

  #queued<T>(ask: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(ask, ask);
    this.#last = answer;
    answer.catch(() => {}); // it is the caller's to handle, not also the queue's
    return answer;
  }

  async #asked(ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask();
      this.#tell("");
      return true;
    } catch (error) {
      this.#tell(complaint(error));
      return false;
    }
  }
}

/** What went wrong, for a person. */
export function complaint(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return error instanceof Error ? `This did not work: ${error.message}` : "This did not work.";
}
