// Looking for a server: the ways one after the other, until one leads to it.

import { Http } from "./http.ts";
import { Refused } from "./link.ts";
import { type Reach, reach, type Route, type Server } from "./route.ts";
import type { World } from "./world.ts";

/** Why nothing was found: nobody is there, the host of the page is not, or the server refuses. */
export type Why = Exclude<Reach, "ours"> | Refused;

/** The best way, or why there is none. After `trouble` the server is also asked something, since a stream tells no reasons. */
export async function find(
  world: World,
  routes: Route[],
  server: Server,
  client: string,
  trouble: boolean,
): Promise<Http | Why> {
  let why: Why = "wrong";
  for (const route of routes) {
    const http = new Http(world, route, server, client), reached = await reach(world, route, server.instance);
    const found = reached === "ours" ? (trouble ? await questioned(http) : http) : reached;
    if (found instanceof Http) return found;
    if (found !== "wrong") why = found;
  }
  return why;
}

async function questioned(http: Http): Promise<Http | Why> {
  try {
    await http.ask("GET", "vocabulary");
    return http;
  } catch (error) {
    return error instanceof Refused ? error : "wrong";
  }
}
