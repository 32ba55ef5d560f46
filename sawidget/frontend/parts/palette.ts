// The colours of the plot are those of the style sheet, as the page resolves them now: themes change under our feet.

export interface Palette {
  current: string;
  best: string;
  temperature: string;
  text: string;
  grid: string;
  font: string;
}

/** Read from elements that are styled with them. */
export function palette(swatches: Record<"current" | "best" | "temperature" | "grid", HTMLElement>): Palette {
  const colour = (node: HTMLElement) => getComputedStyle(node).color;
  const { fontFamily, fontSize } = getComputedStyle(swatches.temperature);
  return {
    current: colour(swatches.current),
    best: colour(swatches.best),
    temperature: colour(swatches.temperature),
    text: colour(swatches.temperature),
    grid: colour(swatches.grid),
    font: `${Math.round(parseFloat(fontSize))}px ${fontFamily}`, // uPlot takes 14.1px for 1px
  };
}

/** Milliseconds after which a new theme's style sheets have been applied. */
const APPLIED = 400;

/** Be told when the page may have changed its colours. */
export function watchTheme(changed: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    changed();
    timer = setTimeout(changed, APPLIED);
  };
  const observer = new MutationObserver(soon);
  const attributeFilter = ["class", "style", "data-theme", "data-jp-theme-light", "data-jp-theme-name"];
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributeFilter });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", soon, { signal });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    clearTimeout(timer);
  });
}
