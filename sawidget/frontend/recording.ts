// A run that was recorded, told as if it were happening: a panel sees no difference.

import { type Link, type LinkState, Refused } from "./link.ts";
import { live } from "./states.ts";
import { nothing, reduce, type View } from "./view.ts";
import type { Move, Progress, SessionEvent, SessionState, Snapshot, Vocabulary } from "./wire.ts";

/** With numbers of pictures in their place. */
type Numbered<T> = {
  [K in keyof T]: K extends `${string}_svg` ? number | null : K extends "move" ? Numbered<Move> : T[K];
};

/** What `sawidget/export.py` writes. */
export interface Packed {
  format: string;
  version: number;
  /** Before the first step. */
  first: Numbered<Snapshot>;
  /** Then what differs from the frame before; of visits place and steps, one after the other. */
  frames: (Partial<Numbered<Omit<Progress, "visits">>> & { stage?: string; visits: number[] })[];
  /** SMILES, energy, picture. */
  isomers: [string, number | null, number | null][];
  pictures: string[];
  vocabulary: Vocabulary;
}

/** What the session is called in its events. */
const NAME = "recording";
/** Frames between two views that are kept, to reach any other from. */
const EVERY = 16;

export class Recording implements Link {
  readonly controls = false;
  /** The number of the last frame; 0 is the one before the first step. */
  readonly last: number;
  /** Whether every frame has its proposal. */
  readonly single: boolean;
  #vocabulary: Vocabulary;
  #pictures = new Map<string, string>();
  /** What each frame tells. */
  #told: SessionEvent[][];
  #kept: View[] = [];
  #at = 0;
  #state: SessionState = "idle";
  #listeners = new Set<(event: SessionEvent) => void>();

  constructor(packed: Packed) {
    this.last = packed.frames.length;
    this.single = packed.frames.every((frame) => frame.move);
    this.#vocabulary = packed.vocabulary;
    for (const [smiles, , picture] of packed.isomers) {
      if (picture !== null) this.#pictures.set(smiles, packed.pictures[picture]);
    }
    this.#told = unpacked(packed);
  }

  /** The number of the frame that is shown. */
  get at(): number {
    return this.#at;
  }

  follow(_: string, listener: (event: SessionEvent) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener));
    for (const event of this.#leap(this.#at)) listener(event);
  }

  watch(listener: (state: LinkState) => void): void {
    listener(live("recording"));
  }

  ask<T>(method: string, path: string): Promise<T> {
    const [what, query] = path.split("?");
    if (method === "GET" && what === "vocabulary") return Promise.resolve(this.#vocabulary as T);
    if (method === "GET" && what === "depict") {
      const known = new URLSearchParams(query).getAll("smiles").filter((smiles) => this.#pictures.has(smiles));
      return Promise.resolve({ pictures: Object.fromEntries(known.map((one) => [one, this.#pictures.get(one)])) } as T);
    }
    return Promise.reject(new Refused("NotAllowed", "This is a recording: it cannot be changed.", 400));
  }

  /** Show a frame, as one of a run that goes on or rests there. */
  seek(place: number, running: boolean): void {
    const resting = place === 0 ? "idle" : "paused";
    const before = this.#at, state = place === this.last ? "complete" : running ? "running" : resting;
    const changed = state !== this.#state;
    this.#at = place;
    this.#state = state;
    const near = place >= before && place < before + EVERY;
    const events = near ? this.#told.slice(before + 1, place + 1).flat() : this.#leap(place);
    if (near && changed) {
      events.push({ name: "state", data: { session_id: NAME, session_state: state, by: "", steps_per_second: 0 } });
    }
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }

  /** A snapshot of the frame before, and what this one tells: a snapshot has no move. */
  #leap(place: number): SessionEvent[] {
    const view = this.#view(Math.max(0, place - 1));
    const data: Snapshot = {
      ...view,
      session_id: NAME,
      session_state: this.#state,
      created_at: 0,
      parameters: view.parameters!,
      cooling: view.cooling!,
      visits: [...view.visits.values()],
      failure: undefined,
    };
    return [{ name: "snapshot", data }, ...(place ? this.#told[place] : [])];
  }

  /** All that is seen of a frame. */
  #view(place: number): View {
    let at = Math.floor(place / EVERY);
    while (at > 0 && !this.#kept[at]) at--;
    let view = this.#kept[at] ?? nothing;
    for (let next = this.#kept[at] ? at * EVERY + 1 : 0; next <= place; next++) {
      view = this.#told[next].reduce(reduce, view);
      if (next % EVERY === 0) this.#kept[next / EVERY] = view;
    }
    return view;
  }
}

function unpacked({ first, frames, isomers, pictures }: Packed): SessionEvent[][] {
  const picture = (
    number: number | null | undefined,
  ) => (number === null || number === undefined ? null : pictures[number]);
  const drawn = <T extends { current_svg?: number | null; best_svg?: number | null }>(told: T) => ({
    ...told,
    current_svg: picture(told.current_svg) ?? undefined,
    best_svg: picture(told.best_svg) ?? undefined,
  });
  const all: SessionEvent[][] = [[{ name: "snapshot", data: drawn(first) as Snapshot }]];
  let before: Record<string, unknown> = { ...first }, stage = first.stage;
  for (const { visits: packed, ...changed } of frames) {
    before = { ...before, ...changed };
    const { move, stage: now, ...told } = before as Numbered<Progress> & { stage: string };
    const visits = [];
    for (let place = 0; place < packed.length; place += 2) {
      const [smiles, energy] = isomers[packed[place]];
      visits.push({ smiles, energy, steps: packed[place + 1] });
    }
    const data = { ...drawn(told), visits, session_id: NAME } as Progress;
    if (move) {
      data.move = { ...move, before_svg: picture(move.before_svg)!, after_svg: picture(move.after_svg) } as Move;
    }
    const events: SessionEvent[] = [{ name: "progress", data }];
    if (now !== stage) events.push({ name: "stage", data: { session_id: NAME, stage: now, cycle: told.cycle } });
    stage = now;
    all.push(events);
  }
  return all;
}
