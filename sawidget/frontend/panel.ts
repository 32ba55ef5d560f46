// The panel: all that is seen of one session, and the buttons that steer it.

import type { Link, LinkState } from "./link.ts";
import { Announcer } from "./parts/announcer.ts";
import { Commands } from "./parts/commands.ts";
import { Connection } from "./parts/connection.ts";
import { Controls } from "./parts/controls.ts";
import { acceptance, Counters } from "./parts/counters.ts";
import { element, reveal, write } from "./parts/dom.ts";
import { Editor } from "./parts/editor.ts";
import { FailureBox } from "./parts/failure.ts";
import { Folds } from "./parts/folds.ts";
import { Gallery } from "./parts/gallery.ts";
import { Heading } from "./parts/heading.ts";
import { listen, ours } from "./parts/keyboard.ts";
import { LandscapePane } from "./parts/landscape.ts";
import { Microscope } from "./parts/microscope.ts";
import { Molecule } from "./parts/molecule.ts";
import type { Part } from "./parts/part.ts";
import { Plot } from "./parts/plot.ts";
import { Settings } from "./parts/settings.ts";
import { Speed } from "./parts/speed.ts";
import { Status } from "./parts/status.ts";
import { Terrain } from "./parts/terrain.ts";
import { TheoryPane } from "./parts/theory.ts";
import { count } from "./parts/words.ts";
import { nothing, reduce, type View } from "./view.ts";
import type { Vocabulary } from "./wire.ts";

export interface PanelOptions {
  /** Why Start is locked, for instance until a prediction is given; empty where it is not. */
  locked?: string;
  /** Folds to find open where a person has not decided: settings, microscope, isomers, moves, theory, landscape. */
  open?: string[];
  /** Without the line of formula, settings and seed: for a lesson that sets them in Python. */
  compact?: boolean;
  /** Folds that are left out. */
  without?: string[];
  /** What stands in the place of the buttons where a run cannot be steered. */
  bar?: Node;
  /** Told of every view that is shown. */
  onview?: (view: View) => void;
}

/** Milliseconds between two pictures for those who prefer less motion. */
const REDUCED = 400;
/** Milliseconds after which the vocabulary is asked for again, if there was nobody to answer. */
const AGAIN = 3000;

export class Panel {
  readonly node: HTMLElement;
  #options: PanelOptions = {};
  #view: View = nothing;
  #signal: AbortSignal;
  #commands: Commands;
  #editor: Editor;
  #connection: Connection;
  #heading: Heading;
  #failure = new FailureBox();
  #molecules: Molecule[];
  #plot: Plot;
  #controls: Controls;
  #speed: Speed;
  #status = new Status();
  #body = element("div", { class: "sawidget-body" });
  #folds = new Folds(this.#body);
  #settings: Settings;
  #announcer = new Announcer();
  #complaint = element("p", { class: "sawidget-complaint", role: "alert", hidden: true });
  #locked = element("p", { class: "sawidget-locked", role: "status", hidden: true });
  #waiting = element("div", { class: "sawidget-waiting", role: "status", hidden: true });
  #next = element("span", { class: "sawidget-hint" });
  #gone = false;
  #apply = element("button", { type: "button" }, "Apply and begin anew");
  #frame = 0;
  #painted = -Infinity;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(link: Link, session: string, options: PanelOptions, signal: AbortSignal) {
    this.#signal = signal;
    this.#commands = new Commands(link, session, (complaint) => {
      write(this.#complaint, complaint);
      reveal(this.#complaint, Boolean(complaint));
    });
    this.#editor = new Editor(this.#commands, () => this.#edited(), signal);
    this.#connection = new Connection(signal);
    this.#heading = new Heading(this.#editor, link.controls, () => this.#folds.toggle("settings"));
    this.#molecules = [new Molecule("current", signal), new Molecule("best", signal)];
    this.#plot = new Plot(signal);
    this.#controls = new Controls(this.#commands, this.#editor, () => this.#folds.suggest("microscope"), signal);
    this.#speed = new Speed(this.#commands);
    this.#settings = new Settings(this.#editor, link.controls);
    const terrain = new Terrain(() => this.#commands.landscape());
    const folds: [string, string, Part][] = [
      ["settings", "Settings", this.#settings],
      ["microscope", "Microscope", new Microscope()],
      ["isomers", "Isomers seen", new Gallery(this.#commands, signal)],
      ["moves", "Moves", new Counters()],
      ["theory", "Theory", new TheoryPane(terrain)],
      ["landscape", "Landscape", new LandscapePane(terrain)],
    ];
    for (const [name, title, part] of folds) {
      if (!options.without?.includes(name)) this.#folds.add(name, title, part, options.open?.includes(name));
    }
    this.node = this.#arrange(link.controls, options.bar);
    this.#offer();
    this.set(options);
    if (link.controls) listen(this.node, this.#controls, signal);
    link.watch((state) => this.#reach(state), signal);
    link.follow(session, (event) => this.show(reduce(this.#view, event)), signal);
    this.#learn();
    signal.addEventListener("abort", () => {
      cancelAnimationFrame(this.#frame);
      for (const timer of this.#timers) clearTimeout(timer);
    });
  }

  /** Change some of the options. */
  set(options: PanelOptions): void {
    this.#options = { ...this.#options, ...options };
    const { locked = "", compact = false } = this.#options;
    write(this.#locked, locked);
    reveal(this.#locked, Boolean(locked) && this.#view.state === "idle");
    this.#controls.lock(locked);
    this.node.classList.toggle("sawidget-compact", compact);
  }

  /** Show this from the next frame on. */
  show(view: View): void {
    this.#view = view;
    if (this.#frame || this.#signal.aborted) return;
    const wait = this.#calm.matches ? REDUCED - (performance.now() - this.#painted) : 0;
    if (wait > 0 && view.state === "running") {
      this.#frame = -1;
      this.#later(() => this.#request(), wait);
    } else this.#request();
  }

  #request(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const view = this.#view;
    this.#painted = performance.now();
    // First the canvas: to write text on it, the browser has to lay out anew whatever has changed before.
    this.#plot.show(view);
    this.node.dataset.state = view.parameters ? view.state : "";
    this.#editor.show(view);
    for (const part of [this.#failure, ...this.#molecules, this.#controls, this.#speed]) part.show(view);
    this.#status.show(view);
    reveal(this.#locked, Boolean(this.#options.locked) && view.state === "idle"); // Python may have started it
    this.#wait();
    this.#folds.note("isomers", view.visits.size ? count(view.visits.size) : "");
    this.#folds.note("moves", acceptance(view));
    this.#folds.show(view);
    this.#announcer.show(view);
    this.#options.onview?.(view);
  }

  /** What somebody is editing has changed. */
  #edited(): void {
    this.#heading.refresh(!this.#settings.node.hidden);
    this.#heading.lock(Boolean(this.#settings.fromPython()) || this.#gone);
    this.#settings.refresh();
    this.#controls.show(this.#view);
    this.#wait();
  }

  /** Changes that would end a run wait for a word, and say what they would begin. */
  #wait(): void {
    const { waiting, wrong, checked } = this.#editor;
    reveal(this.#waiting, waiting);
    this.#apply.disabled = wrong.size > 0 || this.#gone;
    if (waiting) write(this.#next, checked && !wrong.size ? this.#heading.words(checked) : "");
  }

  /** Whom nobody hears has nothing to press; the line above says what to do. */
  #reach(state: LinkState): void {
    this.#connection.tell(state);
    this.#gone = state.condition === "gone";
    this.#controls.cut(this.#gone);
    this.#speed.cut(this.#gone);
    this.#settings.cut(this.#gone);
    this.#edited();
  }

  #arrange(controls: boolean, instead: Node | undefined): HTMLElement {
    const top = element("div", { class: "sawidget-top" }, this.#heading.node, this.#connection.node);
    const boxes = element("div", { class: "sawidget-boxes" });
    boxes.append(...this.#molecules.map((molecule) => molecule.node), this.#plot.node);
    const bar = element("div", { class: "sawidget-controls" });
    if (controls) bar.append(this.#controls.node, this.#speed.node);
    else if (instead) bar.append(instead);
    bar.append(this.#status.node);
    const body = this.#body;
    body.append(top, this.#heading.message, this.#connection.advice, this.#waiting, this.#failure.node);
    body.append(boxes, this.#locked, bar, this.#complaint, this.#folds.row, this.#folds.node, this.#announcer.node);
    const node = element("div", { class: "sawidget", tabindex: 0, role: "group", "aria-label": "simulated annealing" });
    ours(node);
    node.append(body);
    return node;
  }

  #offer(): void {
    const undo = element("button", { type: "button", class: "sawidget-quiet" }, "Undo");
    this.#apply.addEventListener("click", () => this.#editor.apply());
    undo.addEventListener("click", () => this.#editor.undo());
    this.#waiting.append("Your changes wait, since they begin another run.", this.#next, this.#apply, undo);
  }

  async #learn(): Promise<void> {
    let vocabulary: Vocabulary | null = null;
    try {
      vocabulary = await this.#commands.vocabulary();
    } catch {
      this.#later(() => this.#learn(), AGAIN);
    }
    if (!vocabulary || this.#signal.aborted) return;
    this.#heading.learn(vocabulary);
    this.#settings.learn(vocabulary);
    this.#plot.learn(vocabulary);
    this.#edited();
  }

  #later(act: () => void, milliseconds: number): void {
    if (this.#signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
