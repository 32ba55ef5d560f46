// Small multiples: several runs side by side, on common axes, with one set of buttons.

import type { Link } from "./link.ts";
import { Commands } from "./parts/commands.ts";
import { Connection } from "./parts/connection.ts";
import { element, fresh, reveal, shape, write } from "./parts/dom.ts";
import { meaning, ours } from "./parts/keyboard.ts";
import { Multiple } from "./parts/multiple.ts";
import { type Palette, palette, watchTheme } from "./parts/palette.ts";
import { Speed } from "./parts/speed.ts";
import { ahead, axes, common, overall, tally, together } from "./parts/together.ts";
import { nothing, reduce, type View } from "./view.ts";
import { FINAL, type SessionState, type Vocabulary } from "./wire.ts";

const START = "M3 1.5v11l9-5.5z";
const PAUSE = "M3 1.5h3v11h-3zM8.5 1.5h3v11h-3z";
const LEADS = { start: "running", pause: "paused", reset: "idle" } as const;
/** Milliseconds between two drawings of the curves while runs go on. */
const RARELY = 95;

export class Multiples {
  readonly node: HTMLElement;
  #views: View[];
  #runs: Multiple[];
  #commands: Commands[];
  /** The state that a command will lead to which is still on its way. */
  #coming: (SessionState | null)[];
  #connection: Connection;
  #formula = element("b", { class: "sawidget-multiples-formula" });
  #goal = element("span", {});
  #swatches = {
    current: swatch("current"),
    best: swatch("best"),
    temperature: swatch("temperature"),
    grid: element("i", { class: "sawidget-grid", hidden: true }),
  };
  #start = element("button", { type: "button", class: "sawidget-start" });
  #icon = shape("path", { d: START });
  #word = element("span", {}, "Start all");
  #reset = element("button", { type: "button" }, "Reset all");
  #speed: Speed;
  #status = element("span", { class: "sawidget-status", role: "status" });
  #locked = element("p", { class: "sawidget-locked", role: "status", hidden: true });
  #lock = "";
  #gone = false;
  #complaint = element("p", { class: "sawidget-complaint", role: "alert", hidden: true });
  #vocabulary: Vocabulary | null = null;
  #palette: Palette | null = null;
  #frame = 0;
  #drawn = -Infinity;
  #signal: AbortSignal;

  constructor(link: Link, sessions: string[], labels: string[], signal: AbortSignal) {
    this.#signal = signal;
    this.#connection = new Connection(signal);
    const family = fresh("family"), colours = () => this.#palette ??= palette(this.#swatches);
    this.#runs = sessions.map((_, place) => new Multiple(labels[place] ?? "", family, colours, signal));
    this.#views = sessions.map(() => nothing);
    this.#coming = sessions.map(() => null);
    this.#commands = sessions.map((session, place) =>
      new Commands(link, session, (complaint) => this.#tell(place, complaint))
    );
    this.#speed = new Speed({ pace: this.#pace });
    this.node = this.#arrange(link.controls);
    this.#offer("");
    link.watch((state) => {
      this.#connection.tell(state);
      this.#gone = state.condition === "gone";
      this.#speed.cut(this.#gone);
      this.#soon();
    }, signal);
    sessions.forEach((session, place) => {
      link.follow(session, (event) => {
        const { state } = this.#views[place] = reduce(this.#views[place], event);
        if (state === this.#coming[place] || FINAL.has(state)) this.#coming[place] = null;
        this.#soon();
      }, signal);
    });
    watchTheme(() => this.#renew(), signal);
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
    this.#learn();
  }

  #arrange(controls: boolean): HTMLElement {
    const { current, best, temperature, grid } = this.#swatches;
    const legend = element("span", { class: "sawidget-multiples-legend" });
    for (const [mark, word] of [[current, "current"], [best, "best"], [temperature, "kT"]] as const) {
      legend.append(element("span", { class: "sawidget-legend" }, mark, word));
    }
    const top = element(
      "div",
      { class: "sawidget-top" },
      this.#formula,
      this.#goal,
      legend,
      this.#connection.node,
      grid,
    );
    const cards = element("div", { class: "sawidget-multiples" });
    cards.style.setProperty("--sa-columns", String(columns(this.#runs.length)));
    cards.append(...this.#runs.map((run) => run.node));
    this.#start.append(shape("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, this.#icon), this.#word);
    const buttons = element("div", { class: "sawidget-buttons", role: "group", "aria-label": "runs" });
    buttons.append(this.#start, this.#reset);
    const bar = element(
      "div",
      { class: "sawidget-controls" },
      ...(controls ? [buttons, this.#speed.node] : []),
      this.#status,
    );
    const body = element("div", { class: "sawidget-body" });
    body.append(top, this.#connection.advice, cards, this.#locked, bar, this.#complaint);
    const node = element("div", { class: "sawidget", tabindex: 0, role: "group", "aria-label": "runs side by side" });
    ours(node);
    node.append(body);
    this.#start.addEventListener("click", () => this.#toggle());
    this.#reset.addEventListener("click", () => this.#all("reset", () => true));
    if (controls) node.addEventListener("keydown", (event) => this.#hear(event), { signal: this.#signal });
    return node;
  }

  #soon(): void {
    if (this.#frame || this.#signal.aborted) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const views = this.#views, state = overall(views), leaders = ahead(views);
    this.node.dataset.state = state;
    this.#runs.forEach((run, place) => run.show(views[place], leaders.has(place)));
    const { formula, goal } = common(views, this.#vocabulary);
    write(this.#formula, formula);
    write(this.#goal, goal);
    write(this.#status, tally(views));
    this.#speed.show(together(views, state));
    this.#offer(state);
    if (state !== "running" || performance.now() - this.#drawn >= RARELY) this.#draw();
  }

  /** All curves, since each may change the axes of the others; none if none has changed. */
  #draw(): void {
    this.#drawn = performance.now();
    const curves = this.#runs.map((run) => run.curve());
    if (!curves.some(([, grown]) => grown)) return;
    const all = axes(this.#views, curves.map(([columns]) => columns));
    this.#runs.forEach((run, place) => run.draw(all[place]));
  }

  #offer(state: SessionState | ""): void {
    const running = state === "running";
    write(this.#word, running ? "Pause all" : "Start all");
    this.#icon.setAttribute("d", running ? PAUSE : START);
    this.#start.title = running ? "" : this.#lock;
    this.#start.disabled = state === "" || FINAL.has(state) || this.#start.title !== "" || this.#gone;
    this.#reset.disabled = state === "" || this.#gone;
    if (this.#start.disabled && this.#start.matches(":focus")) this.node.focus({ preventScroll: true });
  }

  #toggle(): void {
    if (this.#start.disabled) return;
    const running = this.#views.some((_, place) => this.#state(place) === "running");
    if (running) this.#all("pause", (state) => state === "running");
    else this.#all("start", (state) => state === "idle" || state === "paused");
  }

  /** Ask it of all that understand it, in the state that they will be in when they are asked. */
  #all(command: keyof typeof LEADS, understood: (state: SessionState) => boolean): void {
    this.#commands.forEach(async (commands, place) => {
      if (!understood(this.#state(place))) return;
      this.#coming[place] = this.#views[place].state === LEADS[command] ? null : LEADS[command];
      if (!await commands[command]()) this.#coming[place] = null;
    });
  }

  /** One pace for all that have not ended. */
  #pace = async (stepsPerSecond: number) => {
    const going = this.#commands.filter((_, place) => !FINAL.has(this.#state(place)));
    await Promise.all(going.map((commands) => commands.pace(stepsPerSecond)));
  };

  /** Start waits for something, such as a prediction; "" where it does not. */
  lock(why: string): void {
    this.#lock = why;
    write(this.#locked, why);
    reveal(this.#locked, why !== "");
    this.#soon();
  }

  #state(place: number): SessionState {
    return this.#coming[place] ?? this.#views[place].state;
  }

  #hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
    const action = meaning(event.key, false, (event.target as HTMLElement).closest("button") !== null);
    if (action === "toggle") this.#toggle();
    else if (action === "reset" && !this.#reset.disabled) this.#all("reset", () => true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #tell(place: number, complaint: string): void {
    write(this.#complaint, complaint && `${this.#runs[place].label}: ${complaint}`);
    reveal(this.#complaint, Boolean(complaint));
  }

  #renew(): void {
    this.#palette = null;
    for (const run of this.#runs) run.renew();
  }

  async #learn(): Promise<void> {
    this.#vocabulary = await this.#commands[0].vocabulary().catch(() => null);
    this.#soon();
  }
}

/** Cards in a row, where there is room: rows of equal length, or almost. */
export function columns(runs: number): number {
  return runs <= 4 ? runs : Math.ceil(runs / 2);
}

function swatch(name: string): HTMLElement {
  return element("i", { class: `sawidget-swatch sawidget-swatch-${name}`, "aria-hidden": "true" });
}
