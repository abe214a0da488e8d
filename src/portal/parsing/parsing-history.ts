// How much of each source parsers understood, and how often they filled the main fields: now, and in the days before. The module
// `parsing` keeps it, rules judge it; without that module nothing is known.

import type { Query } from '#src/query/ast.js';

/** Events, and those of them that have the field. */
export interface Fill {
  readonly all: number;
  readonly filled: number;
}

export interface FieldHistory {
  readonly source: string;
  /** A parser's id; an empty text: all parsers together, and `field` is UNDERSTOOD. */
  readonly parser: string;
  readonly field: string;
  /** The hour that is not over and, of the same day, the one before it. */
  readonly lastHours: Fill;
  /** The last 24 hours; undefined while they are not all known, or partly belong to a weekend. */
  readonly lastDay: Fill | undefined;
  readonly before: FillsBefore;
}

/**
 * Of the days before today that had enough events and are of today's kind: working days are compared with such, weekends with weekends.
 * A quarter of them was lower: a single odd day is not what is usual, and what goes on for days becomes it.
 */
export interface FillsBefore {
  readonly days: number;
  /** Share (0..1) of the lowest hour of a day, of hours with enough events; undefined without such hours. */
  readonly lowHour?: number;
  /** Share (0..1) of a day. */
  readonly lowDay: number;
}

/** Claimed by a parser that is no fallback. */
export const UNDERSTOOD = 'understood';

/** So many events make a share that says something. */
export const ENOUGH_EVENTS = 100;

/** Datasets of events that no parser of their own has read: nobody, or a fallback. */
export const NOT_UNDERSTOOD: readonly string[] = ['none', 'gelf', 'json', 'kv'];
export const IS_NOT_UNDERSTOOD: Query = {
  kind: 'or',
  of: NOT_UNDERSTOOD.map((value) => ({ kind: 'equals', field: 'event.dataset', value })),
};

export class ParsingHistory {
  #read: ((now: number) => Promise<readonly FieldHistory[]>) | undefined;

  provide(read: (now: number) => Promise<readonly FieldHistory[]>): void {
    this.#read = read;
  }

  /** Those of which enough came to be judged. @param now ms */
  async read(now: number): Promise<readonly FieldHistory[]> {
    return (await this.#read?.(now)) ?? [];
  }
}
