// The ways from a page to the server of a kernel over HTTP, and whether somebody is at their end.

import type { World } from "./world.ts";

/** A server as its kernel describes it. */
export interface Server {
  port: number;
  /** By which a page knows that it has reached this server and not another one on the same port; "" where any will do. */
  instance: string;
  key: string;
}

export interface Route {
  path: "direct" | "proxy";
  /** With a slash at its end. */
  base: string;
}

/** `ours`; `wrong`: nobody, or somebody else; `offline`: the host of the page itself cannot be reached. */
export type Reach = "ours" | "wrong" | "offline";

/** Milliseconds that an answer may take. */
const PATIENCE = 1500;

/** The ways that are worth trying, best first. */
export function routes(world: World, port: number): Route[] {
  const found: Route[] = [];
  // From elsewhere browsers block the way to loopback, or ask the person.
  if (loopback(new URL(world.href))) found.push({ path: "direct", base: `http://127.0.0.1:${port}/` });
  if (world.baseUrl !== null) {
    found.push({ path: "proxy", base: new URL(`${world.baseUrl}proxy/${port}/`, world.href).href });
  }
  return found;
}

function loopback({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && /^(127(\.\d+){3}|\[::1\]|(.*\.)?localhost)$/.test(hostname);
}

/** Ask who is there, before the key is shown: behind a tunnel the same port can be somebody else's server. */
export async function reach(world: World, route: Route, instance: string): Promise<Reach> {
  let answer: Response;
  try {
    answer = await patient(world, (signal) => world.fetch(`${route.base}hello`, { cache: "no-store", signal }));
  } catch {
    return route.path === "direct" ? "wrong" : "offline";
  }
  try {
    const said = (await answer.json()).instance;
    return typeof said === "string" && (said === instance || instance === "") ? "ours" : "wrong";
  } catch {
    return "wrong"; // such as the page of a login
  }
}

function patient<T>(world: World, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const given = new AbortController();
  const enough = world.after(PATIENCE, () => given.abort());
  return act(given.signal).finally(enough);
}
