// A small menu behind three dots. It lies above everything, so that no frame of a notebook cuts it off.

import { element } from "./dom.ts";

export class Menu {
  readonly button: HTMLButtonElement;
  readonly node: HTMLElement;

  constructor(label: string, signal: AbortSignal) {
    this.button = element("button", { type: "button", class: "sawidget-more", "aria-label": label, title: label }, "⋯");
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.setAttribute("aria-expanded", "false");
    this.node = element("div", { class: "sawidget-menu", role: "menu", "aria-label": label, popover: "auto" });
    this.button.popoverTargetElement = this.node;
    this.node.addEventListener("beforetoggle", (event) => {
      if ((event as ToggleEvent).newState === "open") this.#place();
    });
    this.node.addEventListener("toggle", (event) => {
      const open = (event as ToggleEvent).newState === "open";
      this.button.setAttribute("aria-expanded", String(open));
      if (open) this.#items[0]?.focus();
    });
    this.node.addEventListener("keydown", (event) => this.#key(event));
    signal.addEventListener("abort", () => this.node.matches(":popover-open") && this.node.hidePopover());
  }

  title(words: string): void {
    this.node.append(element("div", { class: "sawidget-menu-title", role: "presentation" }, words));
  }

  /** One of several. */
  choice(options: [string, string][], chosen: string, choose: (value: string) => void): void {
    const items = options.map(([value, label]) => {
      const item = this.#item(label, "menuitemradio", () => {
        for (const other of items) other.setAttribute("aria-checked", String(other === item));
        choose(value);
      });
      item.setAttribute("aria-checked", String(value === chosen));
      return item;
    });
  }

  item(label: string, act: () => void): HTMLButtonElement {
    return this.#item(label, "menuitem", act);
  }

  line(): void {
    this.node.append(element("hr", { role: "separator" }));
  }

  hint(words: string): void {
    this.node.append(element("div", { class: "sawidget-menu-hint", role: "presentation" }, words));
  }

  get #items(): HTMLButtonElement[] {
    return [...this.node.querySelectorAll("button")].filter((item) => !item.disabled);
  }

  #item(label: string, role: string, act: () => void): HTMLButtonElement {
    const item = element("button", { type: "button", role }, label);
    item.addEventListener("click", () => {
      this.node.hidePopover();
      act();
    });
    this.node.append(item);
    return item;
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items, place = items.indexOf(event.target as HTMLButtonElement);
    const moves: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    event.stopPropagation(); // the panel's keys are not meant here
    if (!(event.key in moves)) return;
    event.preventDefault();
    items.at(moves[event.key] % items.length)?.focus();
  }

  /** Below the button, or above it where there is no room, within the window. */
  #place(): void {
    const spot = this.button.getBoundingClientRect(), room = innerHeight - spot.bottom;
    this.node.style.left = `${Math.max(8, Math.min(spot.left, innerWidth - 330))}px`;
    this.node.style.top = room > 230 ? `${spot.bottom + 4}px` : "auto";
    this.node.style.bottom = room > 230 ? "auto" : `${innerHeight - spot.top + 4}px`;
  }
}
