// What the collector's half of the inbox tells the portal's, about each second: what came since the last time. Plain JSON.

export interface ShapeReport {
  readonly shapes: readonly ShapeDelta[];
  /** Messages whose shape did not fit into the table any more. */
  readonly others: number;
}

export interface ShapeDelta {
  readonly app: string;
  /** See shape/placeholder.ts. */
  readonly template: string;
  readonly count: number;
  /** At most MAX_SOURCES names. */
  readonly sources: readonly string[];
  readonly hasMoreSources: boolean;
  /** Event times, ms since 1970. */
  readonly first: number;
  readonly last: number;
  /** Of the first messages; cut at MAX_SAMPLE_CHARS. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** As it came, header and all. */
  readonly raw: string;
  readonly source: string;
}

export const MAX_SOURCES = 10;
export const MAX_SAMPLES = 3;
export const MAX_SAMPLE_CHARS = 2_000;
