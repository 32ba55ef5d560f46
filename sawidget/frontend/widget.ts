// The panel in a notebook, as anywidget finds it: connected in `initialize`, seen in `render`. Nothing is waited for.

import { Comm, type Model } from "./comm.ts";
import { LiveLink } from "./live.ts";
import { Panel, type PanelOptions } from "./panel.ts";
import { routes, type Server } from "./route.ts";
import { browser } from "./world.ts";

interface Given {
  model: Model;
  signal: AbortSignal;
}

export default () => {
  let link: LiveLink;
  return {
    initialize({ model, signal }: Given) {
      link = new LiveLink(browser, new Comm(model, browser, signal), true, signal);
      const connect = () => {
        const server = model.get<Partial<Server>>("_server");
        if (server?.port && server.instance && server.key) {
          link.use(server as Server, routes(browser, server.port));
        }
      };
      connect();
      listen(model, "change:_server", connect, signal);
    },
    render({ model, el, signal }: Given & { el: HTMLElement }) {
      let shown = new AbortController();
      let panel: Panel;
      const options = (): PanelOptions => ({
        ...model.get<PanelOptions>("_panel"),
        locked: model.get<string>("_locked"),
      });
      const show = () => {
        shown.abort();
        shown = new AbortController();
        panel = new Panel(link, model.get<string>("session_id"), options(), AbortSignal.any([signal, shown.signal]));
        el.replaceChildren(panel.node);
      };
      show();
      listen(model, "change:session_id", show, signal);
      for (const name of ["change:_locked", "change:_panel"]) listen(model, name, () => panel.set(options()), signal);
    },
  };
};

function listen(model: Model, name: string, hear: () => void, signal: AbortSignal): void {
  model.on(name, hear);
  signal.addEventListener("abort", () => model.off(name, hear));
}
