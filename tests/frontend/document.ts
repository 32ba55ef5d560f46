// As much of a document as single parts need: elements, what is written into them, and events that rise. What it does not know
// is an error.

import assert from "node:assert/strict";

type Hear = (event: Press) => void;

/** An event, and what became of it. */
export class Press {
  defaultPrevented = false;
  stopped = false;
  ctrlKey = false;
  metaKey = false;
  altKey = false;
  repeat = false;
  key = "";

  constructor(readonly type: string, readonly target: FakeElement, given: Partial<Press> = {}) {
    Object.assign(this, given);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }

  stopPropagation(): void {
    this.stopped = true;
  }
}

export class FakeElement {
  parent: FakeElement | null = null;
  children: (FakeElement | string)[] = [];
  dataset: Record<string, string> = {};
  style: Record<string, string> = {};
  value = "";
  disabled = false;
  title = "";
  htmlFor = { add: (_: string) => {} };
  popoverTargetElement: FakeElement | null = null;
  #attributes = new Map<string, string>();
  #hearers = new Map<string, Set<Hear>>();

  constructor(readonly localName: string) {}

  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  get hidden(): boolean {
    return this.#attributes.has("hidden");
  }

  set hidden(hidden: boolean) {
    if (hidden) this.#attributes.set("hidden", "");
    else this.#attributes.delete("hidden");
  }

  get textContent(): string {
    return this.children.map((child) => typeof child === "string" ? child : child.textContent).join("");
  }

  set textContent(text: string) {
    this.replaceChildren(text);
  }

  append(...children: (FakeElement | string)[]): void {
    for (const child of children) if (child instanceof FakeElement) child.parent = this;
    this.children.push(...children);
  }

  replaceChildren(...children: (FakeElement | string)[]): void {
    this.children = [];
    this.append(...children);
  }

  /** All elements below. */
  *below(): Generator<FakeElement> {
    for (const child of this.children) {
      if (typeof child === "string") continue;
      yield child;
      yield* child.below();
    }
  }

  querySelectorAll(selectors: string): FakeElement[] {
    return [...this.below()].filter((node) => node.matches(selectors));
  }

  /** The only one. */
  one(selectors: string): FakeElement {
    const found = this.querySelectorAll(selectors);
    assert.equal(found.length, 1, selectors);
    return found[0];
  }

  closest(selectors: string): FakeElement | null {
    return this.matches(selectors) ? this : this.parent?.closest(selectors) ?? null;
  }

  /** Tags, classes, and attributes with or without a value; several with commas between them. */
  matches(selectors: string): boolean {
    return selectors.split(",").some((selector) => {
      const parts = /^([a-z]*)(?:\.([\w-]+))?(?:\[([\w-]+)(?:=([\w-]+))?\])?$/.exec(selector.trim());
      assert.ok(parts, `${selector} is more than is understood here`);
      const [, tag, name, attribute, value] = parts;
      return (!tag || tag === this.localName) &&
        (!name || (this.getAttribute("class") ?? "").split(" ").includes(name)) &&
        (!attribute ||
          (value === undefined ? this.getAttribute(attribute) !== null : this.getAttribute(attribute) === value));
    });
  }

  addEventListener(type: string, hear: Hear, { signal }: { signal?: AbortSignal } = {}): void {
    if (!this.#hearers.has(type)) this.#hearers.set(type, new Set());
    this.#hearers.get(type)!.add(hear);
    signal?.addEventListener("abort", () => this.#hearers.get(type)!.delete(hear));
  }

  /** Something happens here, and rises to whom it may concern. */
  happen(type: string, given: Partial<Press> = {}): Press {
    const event = new Press(type, this, given);
    this.#hear(event);
    return event;
  }

  #hear(event: Press): void {
    for (const hear of this.#hearers.get(event.type) ?? []) hear(event);
    if (this.parent && !event.stopped) this.parent.#hear(event);
  }

  focus(): void {
    document_.activeElement = this;
  }

  hidePopover(): void {}
}

const document_ = {
  activeElement: null as FakeElement | null,
  createElement: (name: string) => new FakeElement(name),
  createElementNS: (_: string, name: string) => new FakeElement(name),
};

/** A drawing keeps its text, so that it is known again. */
class Parser {
  parseFromString(text: string): { documentElement: FakeElement } {
    const root = new FakeElement(text.startsWith("<svg") ? "svg" : "parsererror");
    root.append(text);
    return { documentElement: root };
  }
}

/** What has the focus. */
export const focused = () => document_.activeElement;

/** A node of the product's as what it is here. */
export const seen = (node: unknown) => node as FakeElement;

/** The clock of the page. */
export const clock = { now: 0 };

/** A test on a page of its own: a document, what the browser remembers, and a clock that stands still. */
export function onPage(name: string, act: () => void | Promise<void>): void {
  Deno.test(name, async () => {
    const now = performance.now;
    document_.activeElement = null;
    clock.now = 0;
    performance.now = () => clock.now;
    try {
      await having({ document: document_, DOMParser: Parser, localStorage: storage() }, act);
    } finally {
      performance.now = now;
    }
  });
}

/** Do something while these names mean these things everywhere. */
export async function having(given: Record<string, unknown>, act: () => void | Promise<void>): Promise<void> {
  const before = Object.keys(given).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(given)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  }
  try {
    await act();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
  }
}

/** What a browser remembers; for a tab or for good. */
export function storage(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
  };
}
