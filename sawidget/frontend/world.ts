// What a connection needs of the browser. One value, so that tests can hold the clock and cut the wires.

/** The page is being left, is back, was touched by a person, or has a network again. */
export type Sign = "left" | "back" | "touched" | "online";

export interface World {
  /** The address of the page. */
  readonly href: string;
  /** Where Jupyter is on its host, with slashes at both ends; null on a page that is not Jupyter's. */
  readonly baseUrl: string | null;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  open(url: string): EventSource;
  /** A request that is sent even though the page is being left. */
  beacon(url: string): void;
  /** Milliseconds. */
  now(): number;
  /** Do something after so many milliseconds, unless the answer is called before. */
  after(milliseconds: number, act: () => void): () => void;
  /** 0 to 1. */
  random(): number;
  /** Take one of so many places that all pages of this origin share; null if there is none. The answer gives it back. */
  place(name: string, places: number): Promise<(() => void) | null>;
  listen(hear: (sign: Sign) => void, signal: AbortSignal): void;
}

export const browser: World = {
  get href() {
    return location.href;
  },
  get baseUrl() {
    return baseUrl(document);
  },
  fetch: (url, init) => fetch(url, init),
  open: (url) => new EventSource(url),
  beacon: (url) => void navigator.sendBeacon(url),
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  place,
  listen(hear, signal) {
    const on = (target: EventTarget, name: string, sign: () => Sign | null) =>
      target.addEventListener(name, () => {
        const what = sign();
        if (what) hear(what);
      }, { signal, passive: true, capture: true });
    on(window, "pagehide", () => "left");
    on(window, "pageshow", () => "back");
    on(document, "visibilitychange", () => document.visibilityState === "visible" ? "back" : null);
    on(window, "online", () => "online");
    for (const name of ["focus", "pointerdown", "keydown"]) on(window, name, () => "touched");
  },
};

/** JupyterLab and Notebook 7 write it into a script element, older ones into an attribute. */
function baseUrl(document: Document): string | null {
  const config = document.getElementById("jupyter-config-data")?.textContent;
  try {
    const found = config ? JSON.parse(config).baseUrl : document.body.dataset.baseUrl;
    return typeof found === "string" ? `/${found}/`.replace(/\/+/g, "/") : null;
  } catch {
    return null;
  }
}

/** Locks exist on https and on loopback only; elsewhere nobody can count, and everybody gets a place. */
async function place(name: string, places: number): Promise<(() => void) | null> {
  if (!navigator.locks) return () => {};
  for (let number = 0; number < places; number++) {
    const free = await new Promise<(() => void) | null>((found) => {
      navigator.locks.request(`${name} ${number}`, { ifAvailable: true }, (lock) => {
        if (lock) return new Promise<void>((give) => found(() => give()));
        found(null);
      }).catch(() => found(null));
    });
    if (free) return free;
  }
  return null;
}
