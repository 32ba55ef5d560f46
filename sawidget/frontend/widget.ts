// The panel in a notebook, as anywidget finds it.

import { type Link, Refused } from "./link.ts";
import { Panel } from "./panel.ts";

/** What is used of anywidget's model. */
interface Model {
  get<T>(name: string): T;
}

const nowhere: Link = {
  controls: true,
  follow() {},
  watch(listener) {
    listener({ path: "none", condition: "searching", message: "" });
  },
  ask() {
    return Promise.reject(new Refused("Unreachable", "No connection yet.", 0));
  },
};

export default {
  initialize() {},
  render({ model, el, signal }: { model: Model; el: HTMLElement; signal: AbortSignal }) {
    el.append(new Panel(nowhere, model.get<string>("session_id"), {}, signal).node);
  },
};
