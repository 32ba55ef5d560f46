// What a person has opened or chosen, kept by the browser. Where it keeps nothing (private windows, sandboxed frames)
// the panel works all the same.

/** What was remembered under a name, or nothing. */
export function recall(name: string): string | null {
  try {
    return globalThis.localStorage.getItem(`sawidget.${name}`);
  } catch {
    return null;
  }
}

/** Remember it for the next time. */
export function remember(name: string, value: string): void {
  try {
    globalThis.localStorage.setItem(`sawidget.${name}`, value);
  } catch {
    // then not
  }
}
