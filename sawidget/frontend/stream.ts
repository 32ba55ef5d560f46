// One EventSource, from its opening to its end. It does not come back by itself: the browser's own repetition would use an
// address with the cursors of the beginning, and gives up for ever after an answer such as a proxy's 500.

import type { Feed, Told } from "./feed.ts";
import type { World } from "./world.ts";

/** Milliseconds without an event after which a stream is dead; the server says something every five seconds at least. */
const SILENCE = 15_000;

/** Events that stand in the journal, and have an id of their own. For others EventSource repeats the id before. */
const NUMBERED = new Set(["snapshot", "progress", "state", "stage", "complete", "cancelled", "error"]);
const OTHERS = ["hello", "waiting", "ping", "rotate"];

export class Stream implements Feed {
  #world: World;
  #source: EventSource;
  #bye: string;
  #told: Told;
  #quiet = () => {};
  #open = true;

  constructor(world: World, url: string, bye: string, told: Told) {
    this.#world = world;
    this.#bye = bye;
    this.#told = told;
    this.#source = world.open(url);
    for (const name of [...NUMBERED, ...OTHERS]) {
      this.#source.addEventListener(name, (event) => {
        // `error` is the name of the browser's own event, too, which brings no message.
        if (event instanceof MessageEvent) this.#heard(name, event);
        else this.#end("lost");
      });
    }
    this.#listen();
  }

  close(leaving: boolean): void {
    if (this.#stop() && leaving) this.#world.beacon(this.#bye); // a proxy does not tell the server that a browser has left
  }

  #stop(): boolean {
    if (!this.#open) return false;
    this.#open = false;
    this.#quiet();
    this.#source.close();
    return true;
  }

  #end(how: "rotate" | "lost"): void {
    if (this.#stop()) this.#told.over(how);
  }

  #listen(): void {
    this.#quiet();
    this.#quiet = this.#world.after(SILENCE, () => this.#end("lost"));
  }

  #heard(name: string, { data, lastEventId }: MessageEvent<string>): void {
    this.#listen();
    if (name === "rotate") return this.#end("rotate");
    if (name === "hello") return this.#told.live();
    if (name === "ping") return;
    let said: Record<string, unknown>;
    try {
      said = JSON.parse(data);
    } catch {
      return this.#end("lost");
    }
    // An unknown session is an error, too, but no event of the journal.
    const numbered = NUMBERED.has(name) && (name !== "error" || "step" in said);
    this.#told.event(name, said, numbered && lastEventId ? lastEventId : null);
  }
}
