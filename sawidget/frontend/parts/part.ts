import type { View } from "../view.ts";

/** A visible part of the panel. `show` may be called often; a part whose fields are the same leaves the page alone. */
export interface Part {
  readonly node: HTMLElement;
  show(view: View): void;
}
