// Questions and commands over HTTP, by a route that has been verified.

import { named, Refused } from "./link.ts";
import type { Route, Server } from "./route.ts";
import type { World } from "./world.ts";

/** Nobody answered, or somebody who is not the server: Jupyter's proxy, or a login. */
export class Unreachable extends Error {
  override readonly name = "sawidget unreachable";

  static override [Symbol.hasInstance](error: unknown): boolean {
    return named(error, "sawidget unreachable");
  }
}

/** Milliseconds that an answer may take: a result waits for a run that waits for a slow energy. */
const PATIENCE = 60_000;

export class Http {
  readonly route: Route;
  #world: World;
  #key: string;
  #client: string;

  constructor(world: World, route: Route, server: Server, client: string) {
    this.route = route;
    this.#world = world;
    this.#key = server.key;
    this.#client = client;
  }

  /** Ask the API. Rejects with `Refused` or `Unreachable`. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { "X-Sawidget-Key": this.#key };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let answer: Response, text: string;
    try {
      answer = await this.#world.fetch(this.#url(path), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      text = await answer.text();
    } catch (error) {
      throw new Unreachable(String(error));
    }
    const kind = answer.headers.get("Content-Type") ?? "";
    if (answer.ok && kind.startsWith("text/csv")) return text as T;
    return understood(answer.status, kind.startsWith("application/json") ? json(text) : undefined);
  }

  /** The address of the stream of these sessions, each after its cursor or from a snapshot. */
  stream(cursors: ReadonlyMap<string, string | null>): string {
    const followed = [...cursors].map(([session, cursor]) => ["s", cursor === null ? session : `${session}:${cursor}`]);
    return this.#url(`stream?${new URLSearchParams([["c", this.#client], ["key", this.#key], ...followed])}`);
  }

  /** The address to say good-bye at. */
  bye(): string {
    return this.#url(`bye?${new URLSearchParams({ c: this.#client, key: this.#key })}`);
  }

  #url(path: string): string {
    return `${this.route.base}api/sa${path && !path.startsWith("?") ? "/" : ""}${path}`;
  }
}

/** An answer of the server's, or the refusal that it is. */
export function understood<T>(status: number, body: unknown): T {
  if (status >= 200 && status < 300 && body !== undefined) return body as T;
  const { error, detail } = (body ?? {}) as { error?: unknown; detail?: unknown };
  if (typeof error !== "string" || typeof detail !== "string") throw new Unreachable(`status ${status}`);
  throw new Refused(error, detail, status);
}

/** A command signed with the name of the page, which is told to all who watch. */
export function signed(path: string, client: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}c=${encodeURIComponent(client)}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
