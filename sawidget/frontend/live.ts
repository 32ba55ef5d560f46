// A widget's link to the server of its kernel. The server may become another one; who follows a session does not notice.

import type { Comm } from "./comm.ts";
import { Hub } from "./hub.ts";
import { type Link, type LinkState, Refused } from "./link.ts";
import type { Route, Server } from "./route.ts";
import { saved } from "./states.ts";
import type { SessionEvent } from "./wire.ts";
import type { World } from "./world.ts";

/** Every widget evaluates this module anew, so what all of them share hangs on the page itself. */
const SHARED = Symbol.for("sawidget");

function hubs(): Map<string, Hub> {
  const page = globalThis as { [SHARED]?: Map<string, Hub> };
  return page[SHARED] ??= new Map();
}

export class LiveLink implements Link {
  readonly controls: boolean;
  #world: World;
  #comm: Comm | null;
  #hub: Hub | null = null;
  #state: LinkState = saved;
  #joined = new AbortController();
  /** What is to be done with every hub. */
  #habits = new Set<(hub: Hub, signal: AbortSignal) => void>();
  #watchers = new Set<(state: LinkState) => void>();
  #signal: AbortSignal;

  constructor(world: World, comm: Comm | null, controls: boolean, signal: AbortSignal) {
    this.#world = world;
    this.#comm = comm;
    this.controls = controls;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#joined.abort());
  }

  /** Use this server from now on. */
  use(server: Server, routes: Route[]): void {
    this.#joined.abort();
    if (this.#signal.aborted) return;
    this.#joined = new AbortController();
    const name = `${server.instance} ${server.port} ${server.key}`, all = hubs();
    const hub = all.get(name) ?? new Hub(this.#world, server, routes);
    all.set(name, hub);
    this.#hub = hub;
    hub.join(this.#comm, this.#joined.signal, () => all.delete(name));
    hub.watch((state) => {
      this.#state = state;
      for (const watcher of [...this.#watchers]) watcher(state);
    }, this.#joined.signal);
    for (const habit of this.#habits) habit(hub, this.#joined.signal);
  }

  follow(session: string, listener: (event: SessionEvent) => void, signal: AbortSignal): void {
    const habit = (hub: Hub, joined: AbortSignal) => hub.follow(session, listener, AbortSignal.any([signal, joined]));
    this.#habits.add(habit);
    signal.addEventListener("abort", () => this.#habits.delete(habit));
    if (this.#hub && !this.#joined.signal.aborted) habit(this.#hub, this.#joined.signal);
  }

  watch(listener: (state: LinkState) => void, signal: AbortSignal): void {
    this.#watchers.add(listener);
    signal.addEventListener("abort", () => this.#watchers.delete(listener));
    listener(this.#state);
  }

  ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#hub
      ? this.#hub.ask<T>(method, path, body)
      : Promise.reject(new Refused("Unreachable", saved.message, 0));
  }
}
