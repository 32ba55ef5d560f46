// How a panel reaches its session, whatever carries it: a stream and HTTP, the notebook's own comm, or a recording.

import type { SessionEvent } from "./wire.ts";

/** Widgets evaluate this module each for itself and share one hub, so errors are known by their name, not by their class. */
export function named(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** A refusal of the server's, in its own words; or that nobody could be reached. */
export class Refused extends Error {
  override readonly name = "sawidget refusal";

  static override [Symbol.hasInstance](error: unknown): boolean {
    return named(error, "sawidget refusal");
  }

  constructor(readonly error: string, detail: string, readonly status: number) {
    super(detail);
  }
}

/** The way that events take at the moment. */
export type Path = "direct" | "proxy" | "comm" | "recording" | "none";

export interface LinkState {
  path: Path;
  /** `searching` at first, `live` while events can come, `lost` while a way is looked for anew, `gone` for good. */
  condition: "searching" | "live" | "lost" | "gone";
  /** For a person: what is so, and what to do about it if anything. */
  message: string;
}

export interface Link {
  /** False for those who may only watch. */
  readonly controls: boolean;
  /** Tell everything that happens in a session from now on, a snapshot first, until the signal. */
  follow(session: string, listener: (event: SessionEvent) => void, signal: AbortSignal): void;
  /** Tell how the connection is, now and whenever that changes, until the signal. */
  watch(listener: (state: LinkState) => void, signal: AbortSignal): void;
  /**
   * Ask the API, for instance `ask("POST", "0123/start")`, `ask("PUT", "0123", parameters)`, `ask("GET", "vocabulary")`.
   * Rejects with `Refused`.
   */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
}
