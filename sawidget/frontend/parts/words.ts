// How numbers and situations are put into words. Pure, so that every sentence can be tested.

import type { Move, Parameters, SessionState, Vocabulary } from "../wire.ts";

const THIN = "\u202f"; // a narrow space that does not break
const MINUS = "\u2212";

/** A whole number in groups of three. */
export function count(value: number): string {
  const digits = Math.abs(Math.round(value)).toString().replace(/\B(?=(\d{3})+$)/g, THIN);
  return value < 0 ? MINUS + digits : digits;
}

/** How many isomers; nothing while there are none. */
export function isomers(met: number): string {
  return met ? `${count(met)} ${met === 1 ? "isomer" : "isomers"}` : "";
}

/** An energy or a temperature: whole numbers whole, others to some digits. */
export function number(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return count(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return power(value, digits);
  return String(Number(value.toPrecision(digits))).replace("-", MINUS);
}

function power(value: number, digits: number): string {
  const [factor, exponent] = value.toExponential(digits - 1).split("e");
  const raised = exponent.replace("+", "").replace(/[-\d]/g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${String(Number(factor)).replace("-", MINUS)}·10${raised}`;
}

/** A number at an axis, which has little room. */
export function compact(value: number | null): string {
  if (value === null) return "";
  const size = Math.abs(value);
  for (const [unit, letter] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]] as const) {
    if (size >= unit) return number(value / (letter === "k" ? 1e3 : unit), 3) + letter;
  }
  return number(value, 4);
}

/** A part of a whole in per cent. */
export function share(part: number, whole: number): string {
  if (!whole) return `–${THIN}%`;
  const percent = 100 * part / whole;
  const shown = percent > 0 && percent < 1 ? "<1" : percent < 100 && percent > 99 ? ">99" : String(Math.round(percent));
  return `${shown}${THIN}%`;
}

/** A probability. */
export function chance(value: number): string {
  if (value > 0 && value < 0.001) return power(value, 2);
  return value > 0.995 && value < 1 ? ">0.99" : String(Number(value.toPrecision(2)));
}

/** A pace in steps a second; 0 has no limit. */
export function pace(stepsPerSecond: number): string {
  if (stepsPerSecond === 0) return "unlimited";
  return `${compact(stepsPerSecond)} ${stepsPerSecond === 1 ? "step" : "steps"}/s`;
}

/** The components of the energy that count, and their weights. */
export function weights(parameters: Parameters): Record<string, number> {
  if (typeof parameters.energy === "string") return { [parameters.energy]: 1 };
  const counted = Object.entries(parameters.component_weights ?? {}).filter(([, weight]) => weight > 0);
  return Object.fromEntries(counted);
}

/** What the energy is called on an axis, and its unit. */
export function energyName(parameters: Parameters, vocabulary: Vocabulary | null): { label: string; unit: string } {
  const parts = Object.entries(weights(parameters)).map(([name, weight]) => {
    const known = vocabulary?.energies.find((energy) => energy.name === name);
    return { label: known?.label ?? name.replaceAll("_", " "), unit: known?.unit ?? "", weight };
  });
  if (parts.length === 1 && parts[0].weight === 1) return parts[0];
  const label = parts.map((part) => (part.weight === 1 ? "" : `${number(part.weight)} × `) + part.label).join(" + ");
  return { label: label || "energy", unit: "" };
}

/** A schedule in short: f₈ for Faulon's. */
export function scheduleName(parameters: Parameters): string {
  const k = number(parameters.cooling_schedule_k).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
  switch (parameters.schedule) {
    case "faulon":
      return `f${k}`;
    case "reheat":
      return `f${k}, anew in every cycle`;
    default:
      return parameters.schedule;
  }
}

/** The run as one line: what is sought, and how it is cooled. */
export function summary(parameters: Parameters, vocabulary: Vocabulary | null): string {
  const verb = parameters.optimization_mode === "MAXIMIZE" ? "maximise" : "minimise";
  const cooling = parameters.schedule === "constant"
    ? `kT ${number(parameters.initial_temp)}, constant`
    : `${scheduleName(parameters)}, kT ${number(parameters.initial_temp)} → ${number(parameters.min_temp)}`;
  return `${verb} ${energyName(parameters, vocabulary).label} · ${cooling}`;
}

/** Whether it runs, and something such as a compiler keeps it from its first step. */
export function preparing({ state, message }: { state: SessionState; message: string }): boolean {
  return state === "running" && message !== "";
}

/** Where a run is in its life, in a word or two; what keeps a running one from its first step is said as it is. */
export function situation(
  state: SessionState,
  stage: string,
  cycle: number,
  parameters: Parameters | null,
  message = "",
): string {
  const cycles = parameters?.num_cycles ?? 1;
  const which = cycles > 1 ? `, cycle ${count(cycle)} of ${count(cycles)}` : "";
  const cooling = parameters?.schedule === "constant" ? "sampling" : "cooling";
  switch (state) {
    case "idle":
      return "ready";
    case "running":
      return message || (stage === "frozen" ? "frozen" : cooling) + which;
    case "paused":
      return (stage === "frozen" ? "paused, frozen" : "paused") + which;
    default:
      return state;
  }
}

/** What became of a proposal, and why. */
export function verdict(move: Move, mode: string): string {
  if (move.vertices.length < 4) return "Too few atoms for a move: nothing can change.";
  switch (move.verdict) {
    case "null":
      return "A null proposal: these four allow no other bond orders, so nothing changes.";
    case "disconnected":
      return "The molecule would fall apart, so the proposal is discarded.";
  }
  const said = `${slope(move.delta, mode)}, ${odds(move)}`;
  return said[0].toUpperCase() + said.slice(1) + ".";
}

function slope(delta: number | null, mode: string): string {
  if (delta === null) return "of unknown energy";
  if (delta === 0) return "no change of energy";
  const [worse, better] = mode === "MAXIMIZE" ? ["worse", "better"] : ["uphill", "downhill"];
  return `${delta > 0 ? worse : better} by ${number(Math.abs(delta))}`;
}

function odds({ verdict, probability, u }: Move): string {
  if (probability !== null && probability >= 1 && verdict === "accepted") return "always accepted";
  const rule = probability === null ? "" : `accepted with probability ${chance(probability)}, `;
  const drew = u === null ? "" : `drew ${chance(u)}`;
  const known = probability !== null && u !== null && verdict === "accepted";
  return known ? rule + drew : [rule + drew, verdict].filter(Boolean).join(": ");
}

/** What a step command went past on its way. */
export function passed(past: { steps: number; nulls: number } | null, move: Move | null): string {
  if (past === null) return "";
  const all = past.steps - 1, nulls = past.nulls - (move?.verdict === "null" ? 1 : 0);
  if (all <= 0) return "";
  const proposals = all === 1 ? "proposal" : "proposals";
  if (nulls === all) return `${count(all)} null ${proposals} passed on the way`;
  return `${count(all)} ${proposals} passed on the way, ${count(nulls)} of them null`;
}

/** The elements of a formula in its order, hydrogen left out: the vertices of the graph. */
export function heavyAtoms(formula: string): string[] {
  const atoms: string[] = [];
  for (const [, symbol, times] of formula.matchAll(/([A-Z][a-z]?)(\d*)/g)) {
    if (symbol !== "H") atoms.push(...Array<string>(Number(times || 1)).fill(symbol));
  }
  return atoms;
}

/** What a vertex is called: element and number, or the hydrogens. */
export function vertex(place: number, pool: number, atoms: string[]): string {
  return place === pool ? "H" : `${atoms[place] ?? "atom "}${place + 1}`;
}

/** The run for somebody who does not see it. */
export function spoken(view: {
  state: SessionState;
  stage: string;
  cycle: number;
  step: number;
  total_steps: number;
  current_energy: number | null;
  best_energy: number | null;
  best_smiles: string;
  parameters: Parameters | null;
  message?: string;
}): string {
  const where = situation(view.state, view.stage, view.cycle, view.parameters, view.message);
  return `${where}; step ${view.step} of ${view.total_steps}; energy ${number(view.current_energy)}, ` +
    `best ${number(view.best_energy)}: ${view.best_smiles}`;
}
