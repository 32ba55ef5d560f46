// A small picture of how the temperature falls over the run.

import { shape } from "./dom.ts";
import type { Cooling } from "./curve.ts";

interface Size {
  width: number;
  height: number;
}

/** The corners of the line, within a frame: left is the first step, bottom is kT 0. */
export function outline(cooling: Cooling, { width, height }: Size): string {
  const { step, temperature } = cooling, last = step.length - 1;
  if (last < 0) return "";
  const highest = Math.max(...Array.from(temperature)) || 1, span = step[last] - step[0] || 1;
  const points = Array.from(step, (at, place) => {
    const x = (at - step[0]) / span * width, y = (1 - temperature[place] / highest) * height;
    return `${round(x)},${round(y)}`;
  });
  if (last === 0) points.push(`${width},${round((1 - temperature[0] / highest) * height)}`);
  return points.join(" ");
}

const round = (value: number) => Math.round(10 * value) / 10;

export class Preview {
  readonly node: SVGSVGElement;
  #size: Size;
  #line = shape("polyline", { fill: "none", stroke: "currentColor", "vector-effect": "non-scaling-stroke" });

  constructor(name: string, size: Size) {
    this.#size = size;
    const box = `-1 -1 ${size.width + 2} ${size.height + 2}`;
    this.node = shape("svg", { class: name, viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.node.append(this.#line);
  }

  show(cooling: Cooling | null): void {
    this.#line.setAttribute("points", cooling ? outline(cooling, this.#size) : "");
  }
}
