// Energy over the steps: current thin, best thick, temperature dashed on an axis of its own.

import uPlot from "uplot";

import type { View } from "../view.ts";
import type { Vocabulary } from "../wire.ts";
import { type Columns, columns, reach } from "./curve.ts";
import { element, reveal, watching, write } from "./dom.ts";
import { type Drawn, drawn, energyAt } from "./envelope.ts";
import { lines } from "./lines.ts";
import { recall, remember } from "./memory.ts";
import { type Palette, palette, watchTheme } from "./palette.ts";
import { logTicks } from "./ticks.ts";
import { compact, count, energyName, number } from "./words.ts";

const LINEAR = 1, LOGARITHMIC = 3;

/** Milliseconds between two drawings of a run: a curve of thousands of points that grows by some pixels a second. */
const RARELY = 95;

type Axes = { x: boolean; y: boolean };

export class Plot {
  readonly node = element("figure", { class: "sawidget-plot" });
  #stage = element("div", { class: "sawidget-canvas", role: "img", "aria-label": "energy over the steps" });
  #title = element("span", { class: "sawidget-plot-title" });
  #legend = [legend("current"), legend("best"), legend("temperature", "kT")];
  #at = element("span", { class: "sawidget-at" });
  #whole = element("button", { type: "button", class: "sawidget-quiet", hidden: true }, "whole run");
  #grid = element("i", { class: "sawidget-grid", hidden: true });
  #palette: Palette | null = null;
  #plot: uPlot | null = null;
  #columns: Columns = [[], [], [], []];
  #drawn: Drawn = [[], [], [], [], [], []];
  #zoom: [number, number] | null = null;
  #end = 1;
  #log: Axes = { x: recall("log.x") === "yes", y: recall("log.y") === "yes" };
  #positive = true;
  #hovered: number | null = null;
  #view: View | null = null;
  #vocabulary: Vocabulary | null = null;
  #visible = true;
  #stale = false;
  #painted = -Infinity;
  #differs = watching();

  constructor(signal: AbortSignal) {
    const head = element("figcaption", { class: "sawidget-plot-head" }, this.#title);
    const tools = element("span", { class: "sawidget-tools" }, this.#whole, this.#toggle("x"), this.#toggle("y"));
    const legends = element("span", { class: "sawidget-legends" }, ...this.#legend.map(({ node }) => node));
    head.append(legends, tools, this.#grid);
    this.#stage.append(this.#at);
    this.node.append(head, this.#stage);
    this.#whole.addEventListener("click", () => this.#show(null));
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(this.#stage);
    const sight = new IntersectionObserver(([entry]) => {
      this.#visible = entry.isIntersecting;
      if (this.#visible && this.#stale) this.#paint();
    });
    sight.observe(this.#stage);
    watchTheme(() => this.#recolour(), signal);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      sight.disconnect();
      this.#plot?.destroy();
      this.#plot = null;
    });
  }

  learn(vocabulary: Vocabulary): void {
    this.#vocabulary = vocabulary;
    if (this.#view) this.#paint();
  }

  show(view: View): void {
    this.#view = view;
    const { series, cooling, step, current_energy, parameters, move } = view;
    this.#stale = this.#differs(series, cooling, step, current_energy, parameters, move === null) || this.#stale;
    if (step === 0 && this.#zoom) this.#show(null);
    const soon = view.state === "running" && performance.now() - this.#painted < RARELY;
    if (this.#stale && this.#visible && !soon) this.#paint();
    else this.#read(); // the numbers are those of the cards, also where the curve comes later
  }

  #paint(): void {
    const view = this.#view;
    if (!view?.parameters) return;
    this.#stale = false;
    this.#painted = performance.now();
    const { label, unit } = energyName(view.parameters, this.#vocabulary);
    write(this.#title, unit ? `${label} (${unit})` : label);
    this.#end = reach(view.step, view.total_steps, view.move !== null);
    this.#columns = columns({
      series: view.series,
      cooling: view.cooling,
      initial: view.initial_energy,
      now: { step: view.step, energy: view.current_energy },
      maximise: view.parameters.optimization_mode === "MAXIMIZE",
    });
    const positive = this.#columns[1].every((value) => value === null || value > 0);
    if (this.#log.y && positive !== this.#positive) this.#discard();
    this.#positive = positive;
    const plot = this.#plot;
    if (plot) plot.batch(() => plot.setData(this.#data())); // at once: later it would find a page that has changed
    else this.#make();
    this.#read();
  }

  #data(): uPlot.AlignedData {
    const [from, to] = this.#range() as [number, number], width = this.#plot?.width ?? this.#stage.clientWidth;
    return this.#drawn = drawn(this.#columns, { from, to, width, log: this.#log.x });
  }

  #make(): void {
    const width = this.#stage.clientWidth, height = this.#stage.clientHeight;
    if (!width || !height) return;
    this.#palette ??= this.#colours();
    this.#plot = new uPlot(this.#options(width, height), this.#data(), this.#stage);
  }

  #options(width: number, height: number): uPlot.Options {
    const colour = (name: keyof Palette) => () => this.#palette![name];
    const font = this.#palette!.font;
    const size = parseFloat(font), narrow = width < 25 * size;
    const grid = { stroke: colour("grid"), width: 1 };
    const axis = { space: 2.6 * size, font, stroke: colour("text"), ticks: { show: false }, gap: 4 };
    const ticks = (log: boolean, room: number) =>
      log
        ? {
          splits: (_: uPlot, __: number, low: number, high: number) => logTicks(low, high, room),
          filter: (_: uPlot, all: number[]) => all,
        }
        : {};
    const across = ticks(this.#log.x, Math.floor(width / (5 * size))), up = Math.floor(height / (2.6 * size));
    const y = this.#log.y && this.#positive ? LOGARITHMIC : LINEAR;
    return {
      width,
      height,
      padding: [Math.ceil(size / 2), narrow ? 1.3 * size : 0, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7, width: 0 },
        bind: { dblclick: () => () => (this.#show(null), null) },
      },
      scales: {
        x: { time: false, distr: this.#log.x ? LOGARITHMIC : LINEAR, range: () => this.#range() },
        energy: { distr: y, range: (_, low, high) => energyRange(low, high, y) },
        kT: { distr: this.#log.y ? LOGARITHMIC : LINEAR, range: (_, low, high) => this.#warm(low, high) },
      },
      axes: [
        {
          ...axis,
          ...across,
          grid: { show: false },
          size: 1.7 * size,
          space: 5 * size,
          values: (_, at) => at.map(compact),
        },
        {
          ...axis,
          ...ticks(y === LOGARITHMIC, up),
          scale: "energy",
          grid,
          size: 3.6 * size,
          values: (_, at) => at.map(compact),
        },
        {
          ...axis,
          ...ticks(this.#log.y, up),
          scale: "kT",
          side: 1,
          show: !narrow,
          grid: { show: false },
          size: 3.6 * size,
          values: (_, at) => at.map((value) => value ? compact(value) : ""), // 0 is where the last step is written
        },
      ],
      ...lines(() => this.#palette!, [4, 1.5, 1.25]),
      hooks: {
        setCursor: [(plot) => {
          this.#hovered = plot.cursor.left! >= 0 ? plot.cursor.idx ?? null : null;
          this.#read();
        }],
        setSelect: [(plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          this.#show([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }],
      },
    };
  }

  #range(): uPlot.Range.MinMax {
    const least = this.#log.x ? 1 : 0;
    return this.#zoom ?? [least, Math.max(this.#end, least + 1)];
  }

  #warm(low: number | null, high: number | null): uPlot.Range.MinMax {
    if (low === null || high === null) return [0.1, 1];
    return this.#log.y ? [low / 1.3, high * 1.3] : [0, 1.05 * high || 1];
  }

  /** Zoom in to these steps; null is the whole run again. */
  #show(zoom: [number, number] | null): void {
    this.#zoom = zoom;
    reveal(this.#whole, zoom !== null);
    const [min, max] = this.#range() as [number, number];
    this.#plot?.setData(this.#data(), false);
    this.#plot?.setScale("x", { min, max });
  }

  /** The numbers at the cursor, or those of the moment. */
  #read(): void {
    const view = this.#view;
    if (!view) return;
    const place = this.#hovered, [step, , , best, , temperature] = this.#drawn;
    const hovered = place !== null && place < step.length;
    const values = hovered
      ? [energyAt(this.#drawn, place), number(best[place]), number(temperature[place], 3)]
      : [number(view.current_energy), number(view.best_energy), number(view.parameters && view.temperature, 3)];
    this.#legend.forEach(({ value }, which) => write(value, values[which]));
    write(this.#at, hovered ? `step ${count(step[place])}` : "");
  }

  #toggle(axis: "x" | "y"): HTMLElement {
    const about = axis === "x" ? "logarithmic steps" : "logarithmic energy and temperature";
    const button = element("button", { type: "button", class: "sawidget-quiet", title: about }, `log ${axis}`);
    const press = () => button.setAttribute("aria-pressed", String(this.#log[axis]));
    press();
    button.addEventListener("click", () => {
      this.#log[axis] = !this.#log[axis];
      remember(`log.${axis}`, this.#log[axis] ? "yes" : "no");
      press();
      this.#discard();
      this.#paint();
    });
    return button;
  }

  #discard(): void {
    this.#plot?.destroy();
    this.#plot = null;
    this.#hovered = null;
  }

  #resize(): void {
    const width = this.#stage.clientWidth, height = this.#stage.clientHeight;
    if (!width || !height) return;
    const colours = this.#colours();
    if (this.#plot && colours.font !== this.#palette?.font) this.#discard();
    this.#palette = colours;
    if (!this.#plot) return this.#paint();
    if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
  }

  #recolour(): void {
    this.#palette = this.#colours();
    this.#plot?.redraw(false);
  }

  #colours(): Palette {
    const [current, best, temperature] = this.#legend.map(({ swatch }) => swatch);
    return palette({ current, best, temperature, grid: this.#grid });
  }
}

function energyRange(low: number | null, high: number | null, distr: number): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  if (distr === LOGARITHMIC) return [low / 1.05, high * 1.05];
  const room = (high - low) * 0.06 || Math.max(0.5, Math.abs(high) * 0.05);
  return [low - room, high + room];
}

function legend(name: "current" | "best" | "temperature", label: string = name) {
  const swatch = element("i", { class: `sawidget-swatch sawidget-swatch-${name}`, "aria-hidden": "true" });
  const value = element("b", {});
  return { node: element("span", { class: "sawidget-legend" }, swatch, label, value), swatch, value };
}
