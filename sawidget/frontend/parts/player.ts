// What a recording is played with: Play or Pause, a slider over its frames, a speed.

import type { Recording } from "../recording.ts";
import { element, shape, write } from "./dom.ts";

/** Seconds that a whole recording takes at speed 1. */
const SECONDS = 15;
const SPEEDS: [number, string][] = [[1 / 8, "⅛ ×"], [1 / 4, "¼ ×"], [1 / 2, "½ ×"], [1, "1 ×"], [2, "2 ×"], [4, "4 ×"]];
const PLAY = "M3 1.5v11l9-5.5z";
const PAUSE = "M3 1.5h3v11h-3zM8.5 1.5h3v11h-3z";

/** Where a recording is after so many milliseconds, in frames. */
export function played(from: number, milliseconds: number, speed: number, last: number): number {
  return Math.min(last, from + last * speed * milliseconds / (1000 * SECONDS));
}

/** Where a key leads from a frame; null for one that leads nowhere. */
export function sought(key: string, at: number, last: number): number | null {
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "Home":
      return 0;
    case "End":
      return last;
  }
  return null;
}

export class Player {
  readonly node = element("div", { class: "sawidget-player", role: "group", "aria-label": "recording" });
  #recording: Recording;
  #button = element("button", { type: "button", class: "sawidget-start" });
  #icon = shape("path", { d: PLAY });
  #word = element("span", {}, "Play");
  #slider: HTMLInputElement;
  #speed = element("select", { "aria-label": "speed", title: "speed" });
  #frame = 0;
  #place = 0;
  #then = 0;

  constructor(recording: Recording, signal: AbortSignal) {
    this.#recording = recording;
    this.#button.append(shape("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, this.#icon), this.#word);
    this.#slider = element("input", { type: "range", min: 0, max: recording.last, value: 0, "aria-label": "moment" });
    this.#speed.append(...SPEEDS.map(([speed, label]) => new Option(label, String(speed), speed === 1, speed === 1)));
    this.node.append(this.#button, this.#slider, this.#speed);
    this.#button.addEventListener("click", () => this.toggle());
    this.#slider.addEventListener("input", () => this.seek(Number(this.#slider.value)));
    document.addEventListener("keydown", (event) => this.#hear(event), { signal });
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
    this.#tell();
  }

  get #playing(): boolean {
    return this.#frame !== 0;
  }

  /** Play, from the start if it is at the end; or pause. */
  toggle(): void {
    if (this.#playing) return this.seek(this.#recording.at);
    const { at, last } = this.#recording;
    this.#place = at === last ? 0 : at;
    this.#then = performance.now();
    this.#frame = requestAnimationFrame(() => this.#go());
    this.#show();
  }

  /** Show a frame, and rest there. */
  seek(place: number): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#place = place;
    this.#show();
  }

  #go(): void {
    const now = performance.now(), { last } = this.#recording;
    this.#place = played(this.#place, now - this.#then, Number(this.#speed.value), last);
    this.#then = now;
    this.#frame = this.#place < last ? requestAnimationFrame(() => this.#go()) : 0;
    this.#show();
  }

  #show(): void {
    this.#recording.seek(Math.floor(this.#place), this.#playing);
    this.#tell();
  }

  #tell(): void {
    const { at, last } = this.#recording;
    write(this.#word, this.#playing ? "Pause" : "Play");
    this.#icon.setAttribute("d", this.#playing ? PAUSE : PLAY);
    if (this.#slider.valueAsNumber !== at) this.#slider.valueAsNumber = at;
    this.#slider.setAttribute("aria-valuetext", `${at} of ${last}`);
  }

  #hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const on = event.target instanceof Element ? event.target : document.body;
    const place = sought(event.key, this.#recording.at, this.#recording.last);
    if (place !== null && !on.closest("input, select, textarea, [role=list]")) this.seek(place);
    else if (event.key === " " && !event.repeat && !on.closest("button, select, textarea, input:not([type=range])")) {
      this.toggle();
    } else return;
    event.preventDefault();
  }
}
