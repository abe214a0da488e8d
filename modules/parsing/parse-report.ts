// What the collector's half tells the portal's, about each second: what came since the last time. Plain JSON.

/** Fields whose share tells whether a parser still finds what it found; their order is that of the counts. */
export const FIELDS = [
  'event.action',
  'event.outcome',
  'event.code',
  'user.name',
  'user.target.name',
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'dns.question.name',
] as const;

export const HOUR_MS = 3_600_000;

export interface ParseReport {
  readonly hours: readonly HourReport[];
  /** Events that were not counted: too many sources at once. */
  readonly uncounted: number;
}

export interface HourReport {
  /** Of the receipt: hours since 1970. */
  readonly hour: number;
  readonly pairs: readonly PairReport[];
}

export interface PairReport {
  readonly source: string;
  /** `event.dataset`: a parser's id, or `none`. */
  readonly parser: string;
  /** Events, then those that have each of FIELDS. */
  readonly counts: readonly number[];
  /** Defects by name, at most MAX_TAGS. */
  readonly tags: Readonly<Record<string, number>>;
}

export const MAX_TAGS = 12;
