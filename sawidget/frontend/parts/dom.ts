// The little that is needed of a framework: making elements, and leaving alone what has not changed.

type Attributes = Record<string, string | number | boolean | undefined>;
type Child = Node | string;

/** An element of the page. Attributes that are false or undefined are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  attribute(node, attributes);
  node.append(...children);
  return node;
}

/** An element of a drawing. */
export function shape<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  attribute(node, attributes);
  node.append(...children);
  return node;
}

function attribute(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Write into an element, unless it says so already: an untouched page needs no layout. */
export function write(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Show or hide. */
export function reveal(node: HTMLElement, shown: boolean): void {
  if (node.hidden === shown) node.hidden = !shown;
}

/** What is hidden or can no longer be pressed hears no keys either: where the focus is on such a thing, the panel takes it. */
export function keepFocus(panel: HTMLElement): void {
  const { activeElement: at } = panel.getRootNode() as Document | ShadowRoot;
  if (!at || at === panel || !panel.contains(at) || !at.matches(":disabled, [hidden], [hidden] *")) return;
  panel.focus({ preventScroll: true });
}

/** Tells whether any of the values is another one than when it was asked last. */
export function watching(): (...values: unknown[]) => boolean {
  let seen: unknown[] | null = null;
  return (...values) => {
    const differs = seen === null || values.some((value, place) => value !== seen![place]);
    seen = values;
    return differs;
  };
}

/** A drawing of the server's as an element, or null if it is none. It is parsed, never put into the page as text. */
export function drawing(text: string): Element | null {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return root.localName === "svg" ? root : null;
}

let last = 0;

/** A name for an element that labels or describes another one. */
export function fresh(what: string): string {
  return `sawidget-${what}-${++last}-${Math.random().toString(36).slice(2, 8)}`;
}
