// A session that a page follows: who listens, and what has arrived last.

import { FINAL, type SessionEvent, type SessionState } from "./wire.ts";

type Listener = (event: SessionEvent) => void;

export class Place {
  state: SessionState = "idle";
  #listeners = new Set<Listener>();
  /** Those who have not been told a snapshot yet: what the stream of before says they could not make sense of. */
  #new = new Set<Listener>();
  /** `EPOCH:NUMBER` of the last event. */
  #cursor: string | null = null;
  #last = "";

  /** After which event to go on; null where a snapshot is wanted. */
  get cursor(): string | null {
    return this.#new.size ? null : this.#cursor;
  }

  get followed(): boolean {
    return this.#listeners.size > 0;
  }

  /** Who comes later needs a snapshot, too; for the others it does no harm. */
  add(listener: Listener): void {
    this.#listeners.add(listener);
    this.#new.add(listener);
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    this.#new.delete(listener);
  }

  /** Pass an event on, unless it has arrived already: a comm repeats what it does not know to have arrived. */
  deliver(name: string, data: Record<string, unknown>, id: string | null): void {
    const lost = id === null && name === "error"; // the session is unknown; should it come back, then as a whole
    if (id !== null) {
      if (name !== "snapshot" && this.#known(name, id)) return;
      this.#cursor = id;
    } else if (lost) this.#cursor = null;
    if (name === "snapshot" || lost) this.#new.clear();
    this.#last = name;
    if (typeof data.session_state === "string") this.state = data.session_state as SessionState;
    const event = { name, data } as unknown as SessionEvent;
    for (const listener of [...this.#listeners]) if (!this.#new.has(listener)) listener(event);
  }

  #known(name: string, id: string): boolean {
    const number = numbered(id), before = numbered(this.#cursor ?? ""); // of one epoch: another one begins with a snapshot
    // A run that is over tells so once more after a snapshot, under the same number.
    const again = number === before && this.#last === "snapshot" &&
      (FINAL.has(name as SessionState) || name === "error");
    return number <= before && !again;
  }
}

function numbered(id: string): number {
  return Number(id.slice(id.lastIndexOf(":") + 1));
}
