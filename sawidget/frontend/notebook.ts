// What the panels of a notebook have in common: a model of anywidget's, and a link by way of what it says of the server.

import { Comm, type Model } from "./comm.ts";
import { LiveLink } from "./live.ts";
import { routes, type Server } from "./route.ts";
import { browser } from "./world.ts";

export interface Given {
  model: Model;
  signal: AbortSignal;
}

/** A link to the model's server, whichever that is at the moment. Nothing is waited for. */
export function connect({ model, signal }: Given): LiveLink {
  const link = new LiveLink(browser, new Comm(model, browser, signal), true, signal);
  const use = () => {
    const server = model.get<Partial<Server>>("_server");
    if (server?.port && server.instance && server.key) link.use(server as Server, routes(browser, server.port));
  };
  use();
  listen(model, "change:_server", use, signal);
  return link;
}

/** Be told by the model, until the signal. */
export function listen(model: Model, name: string, hear: () => void, signal: AbortSignal): void {
  model.on(name, hear);
  signal.addEventListener("abort", () => model.off(name, hear));
}
