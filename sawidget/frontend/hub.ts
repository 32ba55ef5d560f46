// The one connection of a page to a server, whatever number of widgets share it. It looks for the best way, finds another
// when that breaks, and tells in words how things are.

import { type Comm, Watch } from "./comm.ts";
import type { Feed, Told } from "./feed.ts";
import { find, type Why } from "./find.ts";
import { Http, signed, Unreachable } from "./http.ts";
import { type LinkState, Refused } from "./link.ts";
import { Place } from "./place.ts";
import type { Route, Server } from "./route.ts";
import * as states from "./states.ts";
import { Stream } from "./stream.ts";
import type { SessionEvent } from "./wire.ts";
import type { World } from "./world.ts";

/** Milliseconds after which a page whose runs stand still ends its feed, else no hub would ever end an idle kernel. */
const REST = 300_000;
/** Milliseconds between two looks whether to rest, and whether there is a better way by now. */
const LOOK = 15_000;
/** Streams through a proxy that one browser may have open: it has six connections to a host, and Jupyter needs some. */
const STREAMS = 3;
/** Milliseconds after which somebody who is on the slow way looks for a better one. */
const BETTER = 60_000;
/** Milliseconds after which a feed ends that nobody follows any more: a cell that is run again has another run at once. */
const UNUSED = 1000;
/** Sessions that the server lets one stream follow. */
const SESSIONS = 64;
/** Milliseconds that a feed has to live before its end counts as the first trouble again. */
const STABLE = 5_000;
/** Milliseconds of the longest wait between two attempts, and of that where there is little hope. */
const LONGEST = 15_000;
const HOPELESS = 30_000;

export class Hub {
  /** How the page calls itself. */
  readonly client: string;
  #world: World;
  #server: Server;
  #routes: Route[];
  #places = new Map<string, Place>();
  #comms = new Set<Comm>();
  #users = 0;
  #watchers = new Set<(state: LinkState) => void>();
  #state: LinkState = states.searching;
  #http: Http | null = null;
  /** Why there is none. */
  #why: Why = "wrong";
  #doubtful = true;
  #searched: Promise<void> = Promise.resolve();
  #connecting = false;
  #feed: Feed | null = null;
  #opened = 0;
  #liveSince: number | null = null;
  #release: (() => void) | null = null;
  #troubles = 0;
  #planned: () => void = () => {};
  #looking: () => void = () => {};
  #active: number;
  #resting = false;
  #left = false;
  #closed = new AbortController();

  constructor(world: World, server: Server, routes: Route[]) {
    this.#world = world;
    this.#server = server;
    this.#routes = routes;
    this.#active = world.now();
    this.client = `page-${Math.floor(world.random() * 2 ** 48).toString(36)}`;
    world.listen((sign) => {
      if (sign === "left") return this.#leave();
      if (sign !== "touched") this.#troubles = 0;
      this.wake(sign !== "touched");
    }, this.#closed.signal);
    this.#look();
  }

  /** Use the connection until the signal. Whom nobody uses closes for good, and is told to `closed`. */
  join(comm: Comm | null, signal: AbortSignal, closed: () => void): void {
    this.#users++;
    if (comm) {
      this.#comms.add(comm);
      comm.listen((content) => {
        if (content.beat) this.wake(); // something runs
      }, signal);
      comm.onended(() => this.#parted(), signal);
    }
    signal.addEventListener("abort", () => {
      if (comm) this.#comms.delete(comm);
      if (--this.#users > 0) return;
      closed();
      this.#closed.abort();
      this.#looking();
      this.#planned();
      this.#end(true);
    });
    if (!this.#feed) this.#connect();
  }

  follow(session: string, listener: (event: SessionEvent) => void, signal: AbortSignal): void {
    const place = this.#places.get(session) ?? new Place();
    this.#places.set(session, place);
    place.add(listener);
    signal.addEventListener("abort", () => {
      place.remove(listener);
      if (!place.followed && this.#places.get(session) === place) this.#places.delete(session);
      if (!this.#places.size && !this.#closed.signal.aborted) this.#plan(UNUSED);
    });
    this.#active = this.#world.now();
    if (this.#feed || this.#resting || this.#troubles === 0) this.#plan(0);
  }

  watch(listener: (state: LinkState) => void, signal: AbortSignal): void {
    this.#watchers.add(listener);
    signal.addEventListener("abort", () => this.#watchers.delete(listener));
    listener(this.#state);
  }

  /** Ask over HTTP, else over a comm. Rejects with `Refused`. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reading = method === "GET", named = reading ? path : signed(path, this.client);
    if (!reading) this.wake();
    if (!this.#http) await this.#searched;
    try {
      if (this.#http) return await this.#http.ask<T>(method, named, body);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#doubtful = true;
      this.#plan(0);
    }
    try {
      const comm = this.#comm();
      if (comm) return await comm.ask<T>(method, named, body);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    throw new Refused("Unreachable", this.#state.condition === "live" ? states.lost().message : this.#state.message, 0);
  }

  /** Somebody is there, or something happens: do not rest; and do not wait for the next attempt if it is `urgent`. */
  wake(urgent = false): void {
    this.#active = this.#world.now();
    if (this.#left || this.#resting || (urgent && !this.#feed)) {
      this.#left = false;
      this.#plan(0);
    }
  }

  // --- how to get there ---

  #plan(milliseconds: number): void {
    this.#planned();
    this.#planned = this.#world.after(milliseconds, () => this.#connect());
  }

  /** Open a feed in place of the one that is there. Whoever begins to follow meanwhile is included. */
  async #connect(): Promise<void> {
    if (this.#connecting) return;
    this.#connecting = true;
    try {
      if (this.#doubtful) await (this.#searched = this.#search());
      const crowded = await this.#crowded();
      if (this.#left || this.#closed.signal.aborted) this.#end(false);
      else if (!this.#http && !this.#comm()) this.#fail();
      else if (this.#places.size) this.#open(crowded);
      else this.#end(true);
    } finally {
      this.#connecting = false;
    }
  }

  async #search(): Promise<void> {
    const found = await find(this.#world, this.#routes, this.#server, this.client, this.#troubles > 1);
    this.#http = found instanceof Http ? found : null;
    this.#doubtful = !this.#http;
    if (!(found instanceof Http)) this.#why = found;
  }

  /** Whether all places on the way are taken. */
  async #crowded(): Promise<boolean> {
    if (this.#http?.route.path !== "proxy" || this.#release) return false;
    this.#release = await this.#world.place("sawidget stream", STREAMS);
    return this.#release === null;
  }

  #open(crowded: boolean): void {
    const comm = this.#comm(), now = this.#world.now();
    const stuck = crowded || this.#troubles > 2; // a proxy may let questions through, and keep back a stream
    this.#resting = false;
    this.#opened = now;
    this.#stop(false);
    if (comm && (stuck || !this.#http)) {
      this.#release?.();
      this.#release = null;
      const told = this.#told(crowded ? states.crowded : states.live("comm"));
      this.#feed = new Watch(comm, this.#world, this.client, () => this.#cursors(), told);
    } else if (this.#http) {
      const told = this.#told(states.live(this.#http.route.path));
      this.#feed = new Stream(this.#world, this.#http.stream(this.#cursors()), this.#http.bye(), told);
    }
  }

  #told(live: LinkState): Told {
    return {
      live: () => {
        this.#liveSince = this.#world.now();
        this.#tell(live);
      },
      event: (name, data, id) => this.#places.get(String(data.session_id))?.deliver(name, data, id),
      silent: () => this.#tell(states.busy),
      over: (how) => this.#over(how),
    };
  }

  // --- when it breaks ---

  #over(how: "rotate" | "lost"): void {
    const lived = this.#liveSince === null ? 0 : this.#world.now() - this.#liveSince;
    this.#stop(false);
    if (how === "rotate") return this.#plan(0);
    if (lived > STABLE) this.#troubles = 0;
    this.#troubles++;
    const parted = this.#comms.size > 0 && !this.#comm(); // a kernel that was restarted does not come back
    if (this.#troubles > 1 || parted) {
      this.#doubtful = true;
      this.#tell(states.lost());
    }
    this.#plan(this.#backoff());
  }

  #fail(): void {
    this.#end(false);
    this.#troubles++;
    const state = this.#why instanceof Refused
      ? states.gone(this.#why.message)
      : this.#why === "offline"
      ? states.offline
      : this.#comms.size
      ? states.restarted
      : states.silent;
    this.#tell(state);
    // A kernel that was restarted does not come back; should this be wrong, a sign from the page has it tried again.
    if (state !== states.restarted) this.#plan(state.condition === "gone" ? HOPELESS : this.#backoff());
  }

  #backoff(): number {
    const { random } = this.#world;
    if (this.#troubles === 1) return 100 + 300 * random();
    return Math.min(LONGEST, 500 * 2 ** (this.#troubles - 2)) * (0.5 + random() / 2);
  }

  /** A kernel was restarted, or the page has lost it for good: then HTTP may be the way that is left. */
  #parted(): void {
    this.#doubtful = true;
    this.#plan(0);
  }

  // --- rest ---

  #look(): void {
    this.#looking = this.#world.after(LOOK, () => {
      this.#look();
      const now = this.#world.now(), slow = this.#feed instanceof Watch;
      if ([...this.#places.values()].some((place) => place.state === "running")) this.#active = now;
      const idle = now - this.#active > REST, poor = this.#state.condition === "lost" || now - this.#opened > BETTER;
      if (idle && this.#feed && (slow || this.#http?.route.path === "proxy")) this.#rest(slow ? "comm" : "proxy");
      else if (slow && poor) this.#connect();
    });
  }

  #rest(path: "comm" | "proxy"): void {
    this.#end(true);
    this.#resting = true;
    this.#tell(states.resting(path));
  }

  #leave(): void {
    this.#left = true;
    this.#end(true);
  }

  #stop(leaving: boolean): void {
    this.#feed?.close(leaving);
    this.#feed = null;
    this.#liveSince = null;
  }

  #end(leaving: boolean): void {
    this.#stop(leaving);
    this.#release?.();
    this.#release = null;
  }

  // --- what is so ---

  #comm(): Comm | null {
    for (const comm of this.#comms) if (comm.alive) return comm;
    return null;
  }

  #cursors(): Map<string, string | null> {
    return new Map([...this.#places].slice(0, SESSIONS).map(([session, place]) => [session, place.cursor]));
  }

  #tell(state: LinkState): void {
    if (state.condition === this.#state.condition && state.message === this.#state.message) return;
    this.#state = state;
    for (const watcher of [...this.#watchers]) watcher(state);
  }
}
