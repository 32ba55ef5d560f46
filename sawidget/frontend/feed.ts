// Where events come from at the moment: a stream, or the notebook's comm.

/** What a feed tells its owner. */
export interface Told {
  /** Events come from now on. */
  live(): void;
  /** An event; the id is `EPOCH:NUMBER`, or null for what cannot be resumed after. */
  event(name: string, data: Record<string, unknown>, id: string | null): void;
  /** The other end has not been heard for a while; it may be busy. */
  silent(): void;
  /** No more comes: the feed asks to be opened anew, or was lost. */
  over(how: "rotate" | "lost"): void;
}

export interface Feed {
  /** Tell nothing more. Whoever is leaving says so; who opens another feed must not, since it could arrive too late. */
  close(leaving: boolean): void;
}
