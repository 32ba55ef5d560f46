// How the columns look, in the large plot and in the small ones: a band, the best thick, the current thin upon it, kT dashed.

import uPlot from "uplot";

import type { Palette } from "./palette.ts";

/** Series and bands of `Drawn`; widths are those of best, current and temperature. */
export function lines(colours: () => Palette, [best, current, kT]: [number, number, number]) {
  const paths = uPlot.paths.stepped!({ align: 1 });
  const line = (scale: string, stroke: keyof Palette | null, width: number, more: uPlot.Series = { paths }) => ({
    scale,
    stroke: stroke ? () => colours()[stroke] : undefined,
    width,
    points: { show: false },
    ...more,
  });
  const series: uPlot.Series[] = [
    {},
    line("energy", null, 0),
    line("energy", null, 0),
    line("energy", "best", best),
    line("energy", "current", current),
    line("kT", "temperature", kT, { dash: [6, 4] }),
  ];
  const fill = () => `color-mix(in srgb, ${colours().current} 40%, transparent)`;
  return { series, bands: [{ series: [1, 2] as uPlot.Band.Bounds, fill }] };
}
