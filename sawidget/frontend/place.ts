// A session that a page follows: who listens, and what has arrived last.

import { FINAL, type SessionEvent, type SessionState } from "./wire.ts";

export class Place {
  /** `EPOCH:NUMBER` of the last event; null where a snapshot is wanted. */
  cursor: string | null = null;
  state: SessionState = "idle";
  #listeners = new Set<(event: SessionEvent) => void>();
  #last = "";

  get followed(): boolean {
    return this.#listeners.size > 0;
  }

  /** Who comes later needs a snapshot, too; for the others it does no harm. */
  add(listener: (event: SessionEvent) => void): void {
    this.#listeners.add(listener);
    this.cursor = null;
  }

  remove(listener: (event: SessionEvent) => void): void {
    this.#listeners.delete(listener);
  }

  /** Pass an event on, unless it has arrived already: a comm repeats what it does not know to have arrived. */
  deliver(name: string, data: Record<string, unknown>, id: string | null): void {
    if (id !== null) {
      if (name !== "snapshot" && this.#known(name, id)) return;
      this.cursor = id;
    } else if (name === "error") this.cursor = null; // the session is unknown; should it come back, then as a whole
    this.#last = name;
    if (typeof data.session_state === "string") this.state = data.session_state as SessionState;
    const event = { name, data } as unknown as SessionEvent;
    for (const listener of [...this.#listeners]) listener(event);
  }

  #known(name: string, id: string): boolean {
    const number = numbered(id), before = numbered(this.cursor ?? ""); // of one epoch: another one begins with a snapshot
    // A run that is over tells so once more after a snapshot, under the same number.
    const again = number === before && this.#last === "snapshot" &&
      (FINAL.has(name as SessionState) || name === "error");
    return number <= before && !again;
  }
}

function numbered(id: string): number {
  return Number(id.slice(id.lastIndexOf(":") + 1));
}
