// Space, → and R, while the focus is in the panel and not in something that has a use for the key itself.

interface Actions {
  toggle(): void;
  step(): void;
  reset(): void;
}

const FIELDS = "input, textarea, select, [contenteditable], [role=menu]";

/** Which action a key means, given what the focus is on; none where the key has a meaning there. */
export function meaning(key: string, inField: boolean, onButton: boolean): keyof Actions | null {
  if (inField) return null;
  if (key === " ") return onButton ? null : "toggle"; // a button is pressed by it
  if (key === "ArrowRight") return "step";
  return key === "r" || key === "R" ? "reset" : null;
}

/** Jupyter's own keys do nothing in here, of which R makes a cell raw and D D deletes it. It asks whatever has the focus. */
export function ours(node: HTMLElement): void {
  node.addEventListener("focusin", ({ target }) => {
    (target as Element).setAttribute("data-lm-suppress-shortcuts", "true");
  });
}

export function listen(node: HTMLElement, actions: Actions, signal: AbortSignal): void {
  const act = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const action = meaning(event.key, target.closest(FIELDS) !== null, target.closest("button, a, summary") !== null);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat || action === "step") actions[action]();
  };
  node.addEventListener("keydown", act, { signal });
}
