// The panel in a notebook, as anywidget finds it: connected in `initialize`, seen in `render`. Nothing is waited for.

import type { LiveLink } from "./live.ts";
import { connect, type Given, listen } from "./notebook.ts";
import { Panel, type PanelOptions } from "./panel.ts";

export default () => {
  let link: LiveLink;
  return {
    initialize(given: Given) {
      link = connect(given);
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
