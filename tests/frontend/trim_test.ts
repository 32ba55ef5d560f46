import { ok, throws } from "node:assert/strict";

import { trimmed } from "../../sawidget/frontend/trim.ts";

Deno.test("a uPlot in which the names have changed ends the build", () => {
  throws(() => trimmed("const showLegends = legend.show;"), /uPlot has no .*showLegend/);
});

Deno.test("the built panel has no calendar and no bars, but stepped lines", async () => {
  const built = await Deno.readTextFile(new URL("../../build/uplot.js", import.meta.url)).catch(() => null);
  if (built === null) return; // nothing was built here
  ok(!/isTime|paths\.bars /.test(built));
  ok(!/function (initLegendRow|setFocus|addSeries)\b|opts\.plugins/.test(built));
  ok(/paths\.stepped /.test(built));
});
