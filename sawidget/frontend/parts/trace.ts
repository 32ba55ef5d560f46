// A small curve with given axes. All of one family follow each other's pointer.

import uPlot from "uplot";

import type { Columns } from "./curve.ts";
import { element } from "./dom.ts";
import { type Drawn, drawn } from "./envelope.ts";
import { lines } from "./lines.ts";
import type { Palette } from "./palette.ts";
import type { Axes } from "./together.ts";
import { compact } from "./words.ts";

export class Trace {
  readonly node = element("div", { class: "sawidget-trace", role: "img", "aria-label": "energy over the steps" });
  /** What is drawn, whose rows the pointer is at. */
  shown: Drawn = [[], [], [], [], [], []];
  #family: string;
  #palette: () => Palette;
  #hover: (place: number | null) => void;
  #plot: uPlot | null = null;
  #columns: Columns = [[], [], [], []];
  #axes: Axes = { x: [0, 1], energy: [0, 1], kT: [0, 1] };

  /** `hover` is told which row of the columns the pointer is at. */
  constructor(family: string, palette: () => Palette, hover: (place: number | null) => void, signal: AbortSignal) {
    this.#family = family;
    this.#palette = palette;
    this.#hover = hover;
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(this.node);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      this.#discard();
    });
  }

  draw(columns: Columns, axes: Axes): void {
    this.#columns = columns;
    this.#axes = axes;
    if (this.#plot) this.#plot.setData(this.#data());
    else this.#make();
  }

  /** The colours, or the size of the letters, are others now. */
  renew(): void {
    this.#discard();
    this.#make();
  }

  #data(): uPlot.AlignedData {
    const [from, to] = this.#axes.x;
    return this.shown = drawn(this.#columns, { from, to, width: this.node.clientWidth, log: false });
  }

  #make(): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (width && height && this.#columns[0].length) {
      this.#plot = new uPlot(this.#options(width, height), this.#data(), this.node);
    }
  }

  #options(width: number, height: number): uPlot.Options {
    const { text, grid, font } = this.#palette(), size = parseFloat(font);
    const axis = { font, stroke: text, ticks: { show: false }, gap: 3 };
    const values = (_: uPlot, at: number[]) => at.map(compact);
    return {
      width,
      height,
      padding: [Math.ceil(size / 2), 1.7 * size, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6, width: 0 }, sync: { key: this.#family } },
      scales: {
        x: { time: false, range: () => this.#axes.x },
        energy: { range: () => this.#axes.energy },
        kT: { range: () => this.#axes.kT },
      },
      axes: [
        { ...axis, grid: { show: false }, size: 1.5 * size, space: 5 * size, values },
        { ...axis, scale: "energy", grid: { stroke: grid, width: 1 }, size: 2.9 * size, space: 2.2 * size, values },
      ],
      ...lines(this.#palette, [3, 1.25, 1]),
      hooks: {
        setCursor: [(plot) => this.#hover(plot.cursor.left! >= 0 ? plot.cursor.idx ?? null : null)],
      },
    };
  }

  #discard(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (!width || !height) return;
    if (this.#plot) this.#plot.setSize({ width, height });
    else this.#make();
  }
}
