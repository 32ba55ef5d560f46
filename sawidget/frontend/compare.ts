// Several runs side by side in a notebook, as anywidget finds them.

import type { LiveLink } from "./live.ts";
import { Multiples } from "./multiples.ts";
import { connect, type Given, listen } from "./notebook.ts";

export default () => {
  let link: LiveLink;
  return {
    initialize(given: Given) {
      link = connect(given);
    },
    render({ model, el, signal }: Given & { el: HTMLElement }) {
      const sessions = model.get<string[]>("session_ids"), labels = model.get<string[]>("labels");
      const multiples = new Multiples(link, sessions, labels, signal),
        lock = () => multiples.lock(model.get("_locked"));
      el.replaceChildren(multiples.node);
      lock();
      listen(model, "change:_locked", lock, signal);
    },
  };
};
