// The draw as a wheel: the filled part is exp(−ΔE/kT), the hand is the random number. In it: accepted.

import { element, shape } from "./dom.ts";
import { chances } from "./words.ts";

const RADIUS = 40, MIDDLE = 50, ROUND = 2 * Math.PI * RADIUS;

/** Where a number from 0 to 1 is on the wheel; 0 is at the top, and it goes clockwise. */
export function spot(part: number, radius: number): { x: number; y: number } {
  const angle = 2 * Math.PI * part;
  return { x: MIDDLE + radius * Math.sin(angle), y: MIDDLE - radius * Math.cos(angle) };
}

export class Dial {
  readonly node = element("figure", { class: "sawidget-dial" });
  #arc = circle("sawidget-dial-chance");
  #hand = shape("line", { class: "sawidget-dial-hand", x1: MIDDLE, y1: MIDDLE });
  #tip = shape("circle", { class: "sawidget-dial-tip", r: 4.5 });
  #words = element("figcaption", {});

  constructor() {
    const turn = `rotate(-90 ${MIDDLE} ${MIDDLE})`;
    this.#arc.setAttribute("transform", turn);
    const svg = shape("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" });
    svg.append(circle("sawidget-dial-ring"), this.#arc, this.#hand, this.#tip);
    this.node.append(svg, this.#words);
  }

  /** A chance and what was drawn; null where there was neither. */
  show(probability: number | null, u: number | null, verdict: string): void {
    const part = probability === null ? 0 : Math.min(1, Math.max(0, probability));
    this.node.dataset.verdict = verdict;
    this.#arc.setAttribute("stroke-dasharray", `${part * ROUND} ${ROUND}`);
    this.#arc.setAttribute("visibility", part > 0 ? "visible" : "hidden");
    for (const node of [this.#hand, this.#tip]) node.setAttribute("visibility", u === null ? "hidden" : "visible");
    if (u !== null) {
      const end = spot(u, RADIUS);
      this.#hand.setAttribute("x2", String(end.x));
      this.#hand.setAttribute("y2", String(end.y));
      this.#tip.setAttribute("cx", String(end.x));
      this.#tip.setAttribute("cy", String(end.y));
    }
    const [draw, chance] = chances(u, probability), drew = draw ? `drew ${draw}` : "no draw needed";
    this.#words.textContent = probability === null || u === null ? drew : `${drew}, accepted up to ${chance}`;
  }
}

function circle(name: string): SVGCircleElement {
  return shape("circle", { class: name, cx: MIDDLE, cy: MIDDLE, r: RADIUS, fill: "none" });
}
