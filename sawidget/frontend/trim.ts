// Run before bundling: uPlot without what no panel uses. Its axes of time, its legend, its bars and splines and its scatter
// plots are a fifth of it, and hang together by a few names. Those are made constants here, and the bundler leaves out what
// can no longer be reached. Which version it is, and that it is that one, says deno.lock; a name that is not found ends the build.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import "uplot"; // else Deno would not fetch it

const CUTS: [RegExp, string][] = [
  // the legend: ours is outside of the plot
  [/const showLegend = legend\.show;/, ""],
  [/\bshowLegend\b/, "false"],
  [/let multiValLegend = false;/, ""],
  [/multiValLegend = getMultiVals != null;/, ""],
  [/\bmultiValLegend\b/, "false"],
  [/\blegend\.live\b/, "false"],
  // time: our axes are steps
  [/let isTime = .*;/, ""],
  [/\bisTime\b/, "false"],
  [/const (\[ timeIncrs|_tzDate|_fmtDate|_timeAxisSplits|_timeAxisVals|_timeSeriesVal).*;/, ""],
  [/uPlot\.(fmtDate|tzDate) .*;/, ""],
  [/const engNames = \{[^}]*\};/, ""],
  [/const (days3|months3|localTz) .*;/, ""],
  [/const (yyyy|NLyyyy|md|NLmd|NLmdyy|aa|hmm|hmmaa|NLhmmaa) .*;/, ""],
  // joining tables: what is drawn comes as one
  [/uPlot\.join .*;/, ""],
  // axes of areas of a hyperbola, its fourth kind: ours are linear or logarithmic
  [/uPlot\.rangeAsinh .*;/, ""],
  [/\b(sc\.)?distr == 4\b/, "false"],
  // bars and splines, and scatter plots, which are its mode 2
  [/\(paths\.(bars|spline) .*;/, ""],
  [/\bmode == 2\b/, "false"],
  [/\bmode == 1\b/, "true"],
];

export function trimmed(source: string): string {
  return CUTS.reduce((text, [found, instead]) => {
    if (!found.test(text)) {
      throw new Error(`uPlot has no ${found} any more: look what trim.ts should cut in this version`);
    }
    return text.replace(new RegExp(found, "g"), instead);
  }, source);
}

if (import.meta.main) {
  const module = createRequire(import.meta.url).resolve("uplot").replace(/[^/\\]+$/, "uPlot.esm.js");
  mkdirSync("build", { recursive: true });
  writeFileSync("build/uplot.js", trimmed(readFileSync(module, "utf8")));
}
