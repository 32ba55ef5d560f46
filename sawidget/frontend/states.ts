// How a connection is, for a person: what is so, and what to do about it.

import type { LinkState, Path } from "./link.ts";

const WAYS: Record<Path, string> = {
  direct: "live, direct",
  proxy: "live, through the proxy",
  comm: "live, through the notebook's own connection (slower)",
  recording: "a replay",
  none: "",
};

export const searching: LinkState = {
  path: "none",
  condition: "searching",
  message: "Looking for the kernel's server.",
};

export function live(path: Path): LinkState {
  return { path, condition: "live", message: WAYS[path] };
}

/** Too many streams of this browser go through the proxy. */
export const crowded: LinkState = {
  path: "comm",
  condition: "live",
  message: `${WAYS.comm}: other tabs have taken all places on the faster way; close some of them`,
};

export function resting(path: Path): LinkState {
  return { path, condition: "live", message: "at rest, since nothing has run for a while; a click or a key wakes it" };
}

export function lost(message = "The connection broke off; looking for it again."): LinkState {
  return { path: "none", condition: "lost", message };
}

export function gone(message: string): LinkState {
  return { path: "none", condition: "gone", message };
}

export const busy = lost(
  "The kernel has not answered for a while. It may be busy: this comes to life when its cell has ended. " +
    "If it was restarted: run the cells again, from the top of the notebook.",
);
export const offline = lost(
  "No connection to the kernel's server: Jupyter does not answer. Look whether it still runs, and the network; " +
    "this comes back by itself.",
);
export const silent = lost("The server does not answer. Look whether it still runs; this page comes back by itself.");
export const restarted = gone(
  "The kernel was restarted and has forgotten everything: run the cells again, from the top of the notebook.",
);
export const saved = gone(
  "This panel was saved without its kernel: run the cells, from the top of the notebook, to bring it to life.",
);
