// Parameters that somebody is changing: what a request must carry, and whose field a refusal belongs to.

import type { Parameters } from "../wire.ts";

/** Fields as they were changed, not yet those of the session. */
export type Edits = Partial<Parameters>;

/** Seconds that a run takes unless asked otherwise. */
const DEFAULT_SECONDS = 15;

/** All parameters as `PUT` and `check` want them. What depends on something that was changed is left to the server. */
export function body(parameters: Parameters, edits: Edits): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...parameters, ...edits };
  if ("component_weights" in edits) {
    if (!("energy" in edits)) delete whole.energy;
    // The temperatures were fit for another energy.
    for (const name of ["initial_temp", "min_temp"]) if (!(name in edits)) delete whole[name];
  }
  if ("energy" in edits && !("component_weights" in edits)) delete whole.component_weights;
  if ("formula" in edits && edits.formula !== parameters.formula && !("start" in edits)) delete whole.start;
  if (whole.component_options) {
    const used = typeof whole.energy === "string"
      ? [whole.energy]
      : Object.entries((whole.component_weights ?? {}) as Record<string, number>).filter(([, weight]) => weight).map((
        [n],
      ) => n);
    const options = Object.entries(whole.component_options as Record<string, unknown>);
    whole.component_options = Object.fromEntries(options.filter(([name]) => used.includes(name)));
  }
  if (!("steps_per_second" in edits) && isDefaultPace(parameters)) delete whole.steps_per_second;
  for (const name of Object.keys(whole)) if (whole[name] === null || whole[name] === undefined) delete whole[name];
  return whole;
}

function isDefaultPace(parameters: Parameters): boolean {
  const total = parameters.steps_per_cycle * parameters.num_cycles;
  return parameters.steps_per_second === Math.min(1e9, Math.max(1, Math.round(total / DEFAULT_SECONDS)));
}

/** A refusal's lines, each at the field that it names; what names none is under "". */
export function complaints(detail: string, fields: Iterable<string>): Map<string, string> {
  const known = new Set(fields), told = new Map<string, string>();
  for (const line of detail.split("\n").filter((line) => line.trim())) {
    const first = /^(\w+)/.exec(line)?.[1] ?? "";
    const field = known.has(first) ? first : "";
    told.set(field, told.has(field) ? `${told.get(field)}\n${line}` : line);
  }
  return told;
}

/**
 * What was typed for an option of an energy: JSON, or numbers, or a table with a row in each line, or a word. In a table
 * "-" is unknown. Empty is nothing. A comma within a number is a decimal one where no number has a point: "13,7 22,9" are
 * two numbers, "14,22,32" and "13, 7" are lists.
 */
export function option(text: string): unknown {
  const typed = text.trim();
  if (!typed) return undefined;
  try {
    return JSON.parse(typed);
  } catch {
    const decimal = !typed.includes(".") && !/\d,\d+,\d/.test(typed);
    const plain = decimal ? typed.replace(/(\d),(?=\d)/g, "$1.") : typed;
    const rows = plain.split(/\n+/).map((line) => line.trim().split(/[\s,;]+/).map(item));
    if (rows.length === 1 && rows[0].length === 1) return rows[0][0];
    if (rows.every((row) => row.length === 1)) return rows.flat();
    return rows.length === 1 && rows[0].every((one) => typeof one === "number") ? rows[0] : rows;
  }
}

function item(text: string): number | string | null {
  if (text === "-") return null;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The same for the field, to be typed again: a list of lists is a table. */
export function typed(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  if (value.some(Array.isArray)) return value.map((row) => [row].flat().map((one) => one ?? "-").join(" ")).join("\n");
  return value.join(", ");
}

/** Parameters that were written in Python and cannot be sent from here, by name. */
export function written(parameters: Parameters, schedules: string[], energies: string[]): string[] {
  const names: string[] = [];
  if (schedules.length && !schedules.includes(parameters.schedule)) names.push(`schedule=${parameters.schedule}`);
  if (typeof parameters.accept === "string" && parameters.accept !== "metropolis") {
    names.push(`accept=${parameters.accept}`);
  }
  const used = typeof parameters.energy === "string"
    ? [parameters.energy]
    : Object.keys(parameters.component_weights ?? {});
  if (energies.length) names.push(...used.filter((name) => !energies.includes(name)).map((name) => `energy=${name}`));
  return names;
}
