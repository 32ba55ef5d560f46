// A browser, servers and a kernel for tests of the connection. They are stricter than the real ones: what a real one would
// forgive, or do behind our back, is an error here.

import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import type { Model } from "../../sawidget/frontend/comm.ts";
import type { SessionEvent } from "../../sawidget/frontend/wire.ts";
import type { Sign, World } from "../../sawidget/frontend/world.ts";

type Data = Record<string, unknown>;

/** A clock that stands still, wires that can be cut, and places that others can hold. */
export class FakeWorld implements World {
  href = "http://localhost:8888/lab";
  baseUrl: string | null = "/user/ann/";
  time = 0;
  /** By address, with a slash at its end. */
  servers = new Map<string, FakeServer>();
  /** Whether the host of the page answers, be it only to say that there is nothing. */
  jupyter = true;
  sources: FakeSource[] = [];
  beacons: string[] = [];
  fetched: string[] = [];
  places = 3;
  chance = 0.5;
  #timers: { at: number; act: () => void }[] = [];
  #hearers = new Set<(sign: Sign) => void>();

  now = () => this.time;
  random = () => this.chance;

  after(milliseconds: number, act: () => void): () => void {
    assert.ok(milliseconds >= 0 && Number.isFinite(milliseconds));
    const timer = { at: this.time + milliseconds, act };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  /** Let time go by, and what is waiting for it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const [next] = this.#timers.filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.act();
    }
    this.time = end;
  }

  get timers(): number {
    return this.#timers.length;
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const [base, server] = this.#at(url);
    this.fetched.push(url);
    const path = url.slice(base.length);
    if (path !== "hello") assert.ok(server?.verified, `the key was shown to ${base} before it was verified`);
    await Promise.resolve();
    if (!server && url.startsWith(new URL(this.href).origin) && this.jupyter) {
      return new Response("no", { status: 404 });
    }
    if (!server || server.mute) throw new TypeError("Failed to fetch");
    return server.answer(path, init);
  }

  open(url: string): EventSource {
    const [base, server] = this.#at(url);
    assert.ok(server?.verified, `the key was shown to ${base} before it was verified`);
    assert.equal(this.live.length, 0, "a page has one stream at a time");
    const source = new FakeSource(url, server!);
    this.sources.push(source);
    return source as unknown as EventSource;
  }

  beacon(url: string): void {
    this.beacons.push(url);
  }

  place(): Promise<(() => void) | null> {
    if (!this.places) return Promise.resolve(null);
    this.places--;
    let given = false;
    return Promise.resolve(() => {
      assert.ok(!given, "a place was given back twice");
      given = true;
      this.places++;
    });
  }

  listen(hear: (sign: Sign) => void, signal: AbortSignal): void {
    this.#hearers.add(hear);
    signal.addEventListener("abort", () => this.#hearers.delete(hear));
  }

  sign(sign: Sign): void {
    for (const hear of [...this.#hearers]) hear(sign);
  }

  /** The streams that are open. */
  get live(): FakeSource[] {
    return this.sources.filter((source) => source.readyState !== 2);
  }

  #at(url: string): [string, FakeServer | undefined] {
    for (const [base, server] of this.servers) if (url.startsWith(base)) return [base, server];
    return [url.replace(/hello$|api\/sa.*/, ""), undefined];
  }
}

/** A server with a journal. Whoever names a cursor gets what came after it, others get a snapshot. */
export class FakeServer {
  verified = false;
  /** Takes no connections. */
  mute = false;
  /** What `/hello` answers instead. */
  instead: Response | null = null;
  refuses: { status: number; error: string; detail: string } | null = null;
  streams = true;
  epoch = "e1";
  journal: { session: string; name: string; data: Data; number: number }[] = [];
  asked: { method: string; path: string; body: unknown; key: string | null }[] = [];
  sources = new Set<FakeSource>();
  #states = new Map<string, string>();
  #number = 0;

  constructor(readonly instance = "us", readonly key = "secret") {}

  answer(path: string, init: RequestInit): Response {
    if (path === "hello") {
      this.verified ||= !this.instead;
      return this.instead ?? Response.json({ instance: this.instance });
    }
    const key = new Headers(init.headers).get("X-Sawidget-Key");
    assert.equal(new Headers(init.headers).get("Content-Type"), init.body ? "application/json" : null);
    this.asked.push({ method: init.method ?? "GET", path, body: init.body && JSON.parse(init.body as string), key });
    if (this.refuses) return Response.json(this.refuses, { status: this.refuses.status });
    return Response.json({ status: "done" });
  }

  /** Something happens in a session. */
  happen(session: string, name: string, data: Data = {}): void {
    const entry = { session, name, data: { session_id: session, ...data }, number: ++this.#number };
    this.journal.push(entry);
    if (typeof data.session_state === "string") this.#states.set(session, data.session_state);
    for (const source of this.sources) source.tell(entry);
  }

  begin(source: FakeSource, query: URLSearchParams): void {
    assert.equal(query.get("key"), this.key);
    for (const other of [...this.sources]) if (other.client === query.get("c")) other.lose();
    this.sources.add(source);
    source.message("hello", { epoch: this.epoch });
    for (const followed of query.getAll("s")) {
      const [session, epoch, number] = followed.split(":");
      source.follows.add(session);
      if (epoch === this.epoch) {
        for (const entry of this.journal) if (entry.number > Number(number)) source.tell(entry);
      } else source.message("snapshot", this.snapshot(session), `${this.epoch}:${this.#number}`);
    }
  }

  snapshot(session: string): Data {
    return { session_id: session, step: this.#number, session_state: this.#states.get(session) ?? "idle" };
  }
}

/** An EventSource that must be closed by its owner: when the real one is lost it comes back by itself, with old cursors. */
export class FakeSource extends EventTarget {
  readyState = 0;
  follows = new Set<string>();
  readonly client: string | null;
  #server: FakeServer;
  #lastId = "";

  constructor(readonly url: string, server: FakeServer) {
    super();
    this.#server = server;
    const query = new URL(url).searchParams;
    this.client = query.get("c");
    queueMicrotask(() => {
      if (this.readyState === 2 || !server.streams) return;
      if (server.mute) return this.lose();
      this.readyState = 1;
      server.begin(this, query);
    });
  }

  close(): void {
    assert.notEqual(this.readyState, 2, "closed twice");
    this.readyState = 2;
    this.#server.sources.delete(this);
  }

  tell({ session, name, data, number }: FakeServer["journal"][number]): void {
    if (this.follows.has(session)) this.message(name, data, `${this.#server.epoch}:${number}`);
  }

  /** As the real one does it: an event without an id repeats the one before. */
  message(name: string, data: Data | string, id?: string): void {
    if (this.readyState === 2) return;
    this.#lastId = id ?? this.#lastId;
    const text = typeof data === "string" ? data : JSON.stringify(data);
    this.dispatchEvent(new MessageEvent(name, { data: text, lastEventId: this.#lastId }));
  }

  /** The connection breaks. */
  lose(): void {
    this.#server.sources.delete(this);
    if (this.readyState === 2) return;
    this.readyState = 0;
    this.dispatchEvent(new Event("error"));
    assert.equal(this.readyState, 2, "a stream that was lost must be closed, else it comes back with old cursors");
  }
}

/** A widget's model whose comm leads to a kernel that answers when it is told to. */
export class FakeModel implements Model {
  sent: Data[] = [];
  dead = false;
  traits: Data = {};
  #hearers = new Map<string, Set<(...given: never[]) => void>>();

  get<T>(name: string): T {
    return this.traits[name] as T;
  }

  on(name: string, hear: (...given: never[]) => void): void {
    if (!this.#hearers.has(name)) this.#hearers.set(name, new Set());
    this.#hearers.get(name)!.add(hear);
  }

  off(name: string, hear: (...given: never[]) => void): void {
    assert.ok(this.#hearers.get(name)?.delete(hear), "somebody took off what was never on");
  }

  send(content: unknown): void {
    if (this.dead) throw new Error("Comm is closed");
    this.sent.push(structuredClone(content) as Data);
  }

  /** The kernel says something. */
  say(content: Data): void {
    this.trigger("msg:custom", structuredClone(content));
  }

  trigger(name: string, ...given: unknown[]): void {
    for (const hear of [...this.#hearers.get(name) ?? []]) hear(...given as never[]);
  }

  /** The kernel is restarted. */
  die(): void {
    this.dead = true;
    this.trigger("comm_live_update");
  }

  get listeners(): number {
    return [...this.#hearers.values()].reduce((sum, hearers) => sum + hearers.size, 0);
  }

  sentWith(field: string): Data[] {
    return this.sent.filter((content) => field in content);
  }
}

/** Everything that can happen without time going by has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((go) => setImmediate(go));
}

/** What a follower was told, as `name` or `name step`. */
export function noting(): { told: string[]; hear: (event: SessionEvent) => void } {
  const told: string[] = [];
  return {
    told,
    hear: ({ name, data }) => void told.push("step" in data ? `${name} ${data.step}` : name),
  };
}
