// The notebook's own connection: the comm of a widget. It is always there, and slow: what is sent waits while a cell runs.

import type { Feed, Told } from "./feed.ts";
import { understood, Unreachable } from "./http.ts";
import { Refused } from "./link.ts";
import type { World } from "./world.ts";

/** What is used of anywidget's model. */
export interface Model {
  get<T>(name: string): T;
  on(name: string, hear: (...given: never[]) => void): void;
  off(name: string, hear: (...given: never[]) => void): void;
  send(content: unknown): void;
}

type Content = Record<string, unknown>;

/** Milliseconds between two requests for events: they also tell what has arrived. */
const AGAIN = 10_000;
/** Milliseconds after which somebody who waits for an answer is told why there is none. */
const PATIENCE = 30_000;

export class Comm {
  #model: Model;
  #world: World;
  #listeners = new Set<(content: Content) => void>();
  #waiting = new Map<number, { answer: (content: Content) => void; fail: (error: Error) => void }>();
  /** All pages that show the widget hear all answers: their numbers must differ. */
  #number: number;
  #alive = true;
  #ended = new Set<() => void>();

  constructor(model: Model, world: World, signal: AbortSignal) {
    this.#model = model;
    this.#world = world;
    this.#number = Math.floor(world.random() * 2 ** 40) * 4096;
    const hear = (content: Content) => this.#hear(content);
    // Told when a comm that was there is no more: the kernel was restarted, or the page has lost it.
    const end = () => this.#end();
    model.on("msg:custom", hear);
    model.on("comm_live_update", end);
    signal.addEventListener("abort", () => {
      model.off("msg:custom", hear);
      model.off("comm_live_update", end);
      end();
    });
  }

  /** False once the kernel that it led to is gone. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Tell that it is gone, until the signal. */
  onended(act: () => void, signal: AbortSignal): void {
    this.#ended.add(act);
    signal.addEventListener("abort", () => this.#ended.delete(act));
  }

  send(content: Content): void {
    try {
      this.#model.send(content);
    } catch {
      this.#end();
    }
  }

  /** Tell every message, until the signal. */
  listen(hear: (content: Content) => void, signal: AbortSignal): void {
    this.#listeners.add(hear);
    signal.addEventListener("abort", () => this.#listeners.delete(hear));
  }

  /** Ask the API. Rejects with `Refused` or `Unreachable`. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    if (!this.#alive) throw new Unreachable("the comm is closed");
    const number = ++this.#number;
    const answer = new Promise<Content>((answer, fail) => this.#waiting.set(number, { answer, fail }));
    const enough = this.#world.after(PATIENCE, () => {
      const detail = "The kernel is busy with a cell; this will be done when that has ended.";
      this.#waiting.get(number)?.fail(new Refused("Busy", detail, 0));
    });
    this.send({ ask: number, method, path, ...(body === undefined ? {} : { body }) });
    try {
      const content = await answer;
      return understood(content.status as number, content.body);
    } finally {
      enough();
      this.#waiting.delete(number);
    }
  }

  #hear(content: Content): void {
    if (typeof content?.answer === "number") this.#waiting.get(content.answer)?.answer(content);
    for (const listener of [...this.#listeners]) listener(content ?? {});
  }

  #end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const { fail } of this.#waiting.values()) fail(new Unreachable("the comm is closed"));
    for (const act of [...this.#ended]) act();
  }
}

/** Events over a comm, as digests that have to be asked for again and again. */
export class Watch implements Feed {
  #comm: Comm;
  #world: World;
  #client: string;
  #cursors: () => ReadonlyMap<string, string | null>;
  #told: Told;
  #closed = new AbortController();
  #cancel = () => {};
  #heard = false;
  #live = false;

  constructor(
    comm: Comm,
    world: World,
    client: string,
    cursors: () => ReadonlyMap<string, string | null>,
    told: Told,
  ) {
    this.#comm = comm;
    this.#world = world;
    this.#client = client;
    this.#cursors = cursors;
    this.#told = told;
    comm.listen((content) => this.#hear(content), this.#closed.signal);
    this.#ask();
  }

  close(): void {
    // Another feed can be open by now, but it does not come over the comm.
    this.#cancel();
    this.#closed.abort();
    if (this.#comm.alive) this.#comm.send({ unwatch: this.#client });
  }

  #ask(): void {
    const cursors = this.#cursors();
    this.#heard = false;
    this.#comm.send({ watch: this.#client, cursors: Object.fromEntries(cursors) });
    // Where nothing happens nothing is told; an answer shows that somebody is there.
    const [session] = cursors.keys();
    this.#comm.ask("GET", `${session}/streaming-status`).catch(() => {});
    if (this.#closed.signal.aborted) return;
    this.#cancel = this.#world.after(AGAIN, () => {
      if (!this.#heard) {
        this.#live = false;
        this.#told.silent();
      }
      this.#ask();
    });
  }

  #hear(content: Content): void {
    const digest = content.for === this.#client && Array.isArray(content.events) ? content.events : null;
    if (!digest && !("answer" in content)) return;
    this.#heard = true;
    if (!this.#live) {
      this.#live = true;
      this.#told.live();
    }
    for (const [name, data, id] of digest ?? []) this.#told.event(name, data, id);
  }
}
