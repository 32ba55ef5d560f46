// The page of `sawidget serve`: choose a session or make one, and see it in the same panel as in a notebook.

import { takeKey, watchKey } from "./key.ts";
import { Refused } from "./link.ts";
import { LiveLink } from "./live.ts";
import { Panel } from "./panel.ts";
import { element, write } from "./parts/dom.ts";
import type { Route, Server } from "./route.ts";
import type { View } from "./view.ts";
import type { SessionState, Vocabulary } from "./wire.ts";
import { browser } from "./world.ts";

interface Summary {
  session_id: string;
  session_state: SessionState;
  formula: string;
  created_at: number;
}

/** Milliseconds between two looks which sessions there are; who watches is waiting for the next one. */
const LOOK = 10_000, WATCH = 3000;

/** What the choice is called that follows. */
const NEWEST = "newest";

class Page {
  #link: LiveLink;
  #key: string;
  #session = new URL(location.href).searchParams.get("session") ?? "";
  /** Who watches sees the newest run, until they choose another one. */
  #follows: boolean;
  #shown = new AbortController();
  #choice = element("select", { "aria-label": "run" });
  #message = element("p", { role: "status" });
  #place = element("main");

  constructor(link: LiveLink, key: string) {
    this.#link = link;
    this.#key = key;
    this.#follows = !link.controls;
    const bar = element("nav", {}, element("h1", {}, "sawidget"), this.#choice);
    if (link.controls) bar.append(this.#button("New run", () => this.#create()));
    if (link.controls && key) bar.append(this.#button("Copy a link to watch", () => this.#share()));
    else if (!link.controls) bar.append(element("span", {}, "You are watching; others steer."));
    this.#choice.addEventListener("change", () => {
      this.#follows = !link.controls && this.#choice.value === NEWEST;
      if (this.#follows) this.#list();
      else this.#show(this.#choice.value);
    });
    this.#choice.addEventListener("pointerdown", () => this.#list());
    document.body.append(bar, this.#message, this.#place);
  }

  async begin(): Promise<void> {
    if (this.#session) this.#show(this.#session);
    await this.#list();
    setInterval(() => document.visibilityState === "visible" && this.#list(), this.#link.controls ? LOOK : WATCH);
  }

  #button(name: string, act: () => Promise<void>): HTMLButtonElement {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => act().catch((error) => this.#tell(complaint(error))));
    return button;
  }

  #tell(message: string): void {
    write(this.#message, message);
  }

  #show(session: string): void {
    this.#shown.abort();
    this.#shown = new AbortController();
    this.#session = session;
    const address = new URL(location.href);
    address.searchParams.set("session", session);
    history.replaceState(null, "", address);
    let state: SessionState | null = null;
    const onview = (view: View) => {
      if (state !== null && state !== view.state) this.#list(); // whose lines tell it
      state = view.state;
    };
    this.#place.replaceChildren(new Panel(this.#link, session, { onview }, this.#shown.signal).node);
    this.#tell("");
  }

  async #list(): Promise<void> {
    let all: Summary[];
    try {
      all = await this.#link.ask<Summary[]>("GET", "");
    } catch (error) {
      if (!this.#session) this.#tell(complaint(error)); // a panel tells it itself
      return;
    }
    const options = all.map((one) => new Option(title(one), one.session_id));
    if (!this.#link.controls) options.unshift(new Option("the newest run", NEWEST));
    const same = options.length === this.#choice.options.length &&
      options.every((option, place) => option.isEqualNode(this.#choice.options[place]));
    if (!same) this.#choice.replaceChildren(...options);
    const newest = all[0]?.session_id;
    if (this.#follows && newest && newest !== this.#session) this.#show(newest);
    this.#choice.value = this.#follows ? NEWEST : this.#session;
    this.#choice.hidden = !all.length;
    if (this.#session) return;
    const running = all.find((one) => one.session_state === "running") ?? all[0];
    if (running) this.#show(this.#choice.value = running.session_id);
    else if (this.#link.controls) await this.#create().catch((error) => this.#tell(complaint(error)));
    else this.#tell("There is no run yet; it will show here by itself.");
  }

  /** A run as the first preset has it; the panel can change all of it. */
  async #create(): Promise<void> {
    const { presets: [first] } = await this.#link.ask<Vocabulary>("GET", "vocabulary");
    const { session_id } = await this.#link.ask<{ session_id: string }>("POST", "configure", first.parameters);
    this.#show(session_id);
    await this.#list();
  }

  async #share(): Promise<void> {
    const key = await watchKey(this.#key), address = new URL(location.href);
    if (!key) return this.#tell("The link to watch stands where the server was started, below the page's own.");
    address.searchParams.set("key", key);
    try {
      await navigator.clipboard.writeText(address.href);
      this.#tell("Copied. Who has this link can watch all runs of this server, and change nothing.");
    } catch {
      this.#tell(`To watch, and change nothing: ${address.href}`);
    }
  }
}

function title({ formula, session_state, created_at }: Summary): string {
  const when = new Date(1000 * created_at).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
  return `${formula}, ${session_state} (${when})`;
}

function complaint(error: unknown): string {
  if (!(error instanceof Refused)) return String(error);
  return error.status === 401
    ? "This page needs the key in the link that the server printed: open that link. A server that was started anew " +
      "has printed a new one."
    : error.message;
}

/** Whether the key allows to steer; asked by a question that changes nothing. Waits for a server that does not answer yet. */
async function steers(link: LiveLink): Promise<boolean> {
  for (;;) {
    try {
      await link.ask("POST", "check", { formula: "C2H6" });
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status === 403) return false;
      if (error instanceof Refused && error.status !== 0) throw error;
      await new Promise((go) => setTimeout(go, 2000));
    }
  }
}

async function main(): Promise<void> {
  const key = takeKey(), always = new AbortController().signal;
  const server: Server = { port: 0, instance: "", key };
  const routes: Route[] = [{ path: "direct", base: new URL("./", location.href.split("?")[0]).href }];
  const asking = new AbortController();
  const first = new LiveLink(browser, null, true, asking.signal);
  first.use(server, routes);
  let controls: boolean;
  try {
    controls = await steers(first);
  } catch (error) {
    document.body.append(element("p", { role: "alert" }, complaint(error)));
    return;
  }
  const link = new LiveLink(browser, null, controls, always);
  link.use(server, routes);
  asking.abort();
  await new Page(link, key).begin();
}

main();
