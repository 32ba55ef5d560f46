// Run before bundling: uPlot without what no panel uses. Its axes of time, its legend, its bars and splines, its scatter
// plots and its words for axes that have none are more than a third of it, and hang together by a few names. Those are
// made constants here, and the bundler leaves out what can no longer be reached. Which version it is, and that it is that
// one, says deno.lock; a name that is not found ends the build. So our plots have to give what uPlot would make up: the
// range of each scale, the values of each axis, the splits of a logarithmic one.

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
  // scales that are neither linear nor logarithmic, or hang on another scale
  [/uPlot\.rangeAsinh .*;/, ""],
  [/\b((sc|scale)\.)?distr == (2|4|100)\b/, "false"],
  [/\bxScaleDistr == [24]\b/, "false"],
  [/\b(sc|wsc|scaleOpts)\.from != null/, "false"],
  [/\b(sc|wsc)\.from == null/, "true"],
  // ranges, splits and words of axes: ours are always said
  [/uPlot\.(rangeNum|rangeLog|fmtNum) = .*;/, ""],
  [/\brangeNum\(dataMin, dataMax, (cfg|rangePad, true)\)/, "[dataMin, dataMax]"],
  [/\brangeLog\(dataMin, dataMax, .*\);/, "[dataMin, dataMax];"],
  [/\[_min, _max\] = range(Num|Log)\(_min, .*\);/, "_max = _min + 1;"],
  [/\bsc\.distr == 3 \? logAxisSplits :/, ""],
  [/\bav \|\| numAxisVals\b/, "av"],
  [/\bsv \|\| numSeriesVal\b/, "sv"],
  [/\bsc\.distr >= 3 && .* : retArg1\b/, "retArg1"],
  [/genIncrs\(2, .*;/, ""],
  // titles and labels of axes, and words that are turned
  [/\bopts\.title\b/, "false"],
  [/\baxis\.label != null/, "false"],
  [/let angle += .*;/, ""],
  [/\bangle\b/, "0"],
  // x is across, in every plot
  [/\bscaleX\.ori == 0\b/, "true"],
  [/\bscaleX\.ori == 1\b/, "false"],
  // the series that the pointer is near to, nothing but a point on it, and how near that must be
  [/const cursorFocus = .*;/, ""],
  [/const cursorOnePt = .*;/, ""],
  [/let withProx = .*;/, ""],
  [/\b(cursorFocus|cursorOnePt|withProx)\b/, "false"],
  [/events\["setSeries"\] = [^}]*\};/, ""],
  // a point for every step
  [/const pointsPath = .*;/, ""],
  [/\bpointsPath\b/, "null"],
  [/\buPlot\.paths = \{\s*points,/, "uPlot.paths = {"],
  [/\bif \(show \|\| idxs\)/, "if (false)"],
  [/\bshow: seriesPointsShow\b/, "show: false"],
  // what could be changed after a plot was made
  [/self\.(addSeries|delSeries|setSeries|addBand|setBand|delBand|setLegend|valToIdx|posToIdx) = .*;/, ""],
  [/self\.(setCursor = \(.*\{[^}]*\}|valToPos = \([^;]*);/, ""],
  [/\(opts\.plugins \|\| \[\]\)\.forEach\(p => \{[^}]*?\n\t\}\);/, ""],
  // bars and splines, and scatter plots, which are its mode 2
  [/\(paths\.(bars|spline) .*;/, ""],
  [/\bmode == 2\b/, "false"],
  [/\bmode == 1\b/, "true"],
];

/** Functions inside of others, which the bundler does not miss when nobody calls them any more. */
const UNCALLED = [
  ...["initLegendRow", "syncLegend", "setLegendValues", "addSeries", "delSeries", "setSeries", "toggleDOM", "setFocus"],
  ...["setAlpha", "setBand", "addBand", "delBand", "closestIdxFromXpos"],
];
const WHOLE: [RegExp, string][] = UNCALLED.map((
  name,
) => [new RegExp(`^(\\t*)function ${name}\\([^]*?\n\\1\\}`, "m"), ""]);

export function trimmed(source: string): string {
  return [...CUTS, ...WHOLE].reduce((text, [found, instead]) => {
    if (!found.test(text)) {
      throw new Error(`uPlot has no ${found} any more: look what trim.ts should cut in this version`);
    }
    return text.replace(new RegExp(found, "gm"), instead);
  }, source);
}

if (import.meta.main) {
  const module = createRequire(import.meta.url).resolve("uplot").replace(/[^/\\]+$/, "uPlot.esm.js");
  mkdirSync("build", { recursive: true });
  writeFileSync("build/uplot.js", trimmed(readFileSync(module, "utf8")));
}
