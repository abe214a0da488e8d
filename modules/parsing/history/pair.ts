// What is known of one source and parser in the last hours; the rows of its days are made of it.

import { ENOUGH_EVENTS, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { FIELDS, MAX_TAGS } from '../parse-report.js';
import type { DayRow } from './day-table.js';
import { dayOfHour } from './days.js';

export class Pair {
  readonly fields: readonly string[];
  /** Hour since 1970 -> events, then those with each of `fields`. */
  readonly hours = new Map<number, number[]>();
  readonly #tags = new Map<string, Map<string, number>>();
  /** Days of which more is known here than in the table. */
  readonly dirtyDays = new Set<string>();

  /** @param parser an empty text: all parsers together; what is counted is how much was understood */
  constructor(
    readonly source: string,
    readonly parser: string,
  ) {
    this.fields = parser === '' ? [UNDERSTOOD] : FIELDS;
  }

  add(hour: number, counts: readonly number[], tags: Readonly<Record<string, number>>, zone: string): void {
    const day = dayOfHour(hour, zone);
    const known = this.hours.get(hour) ?? this.#zeros();
    this.hours.set(
      hour,
      known.map((count, i) => count + (counts[i] ?? 0)),
    );
    this.#addTags(day, tags);
    this.dirtyDays.add(day);
  }

  /** As it was kept before the portal ended. */
  restore({ day, hours, tags }: DayRow): void {
    for (const [hour, counts] of Object.entries(hours)) this.hours.set(Number(hour), [...counts]);
    this.#addTags(day, tags);
  }

  /** What came in these hours, both ends included. */
  sum(from: number, to: number): readonly number[] {
    const sums = this.#zeros();
    for (const [hour, counts] of this.hours)
      if (hour >= from && hour <= to) counts.forEach((count, i) => (sums[i]! += count));
    return sums;
  }

  row(day: string, zone: string): DayRow {
    const hours = [...this.hours].filter(([hour]) => dayOfHour(hour, zone) === day);
    const sums = hours.reduce((all, [, counts]) => all.map((count, i) => count + counts[i]!), this.#zeros());
    const lowest = this.fields.flatMap((field, i) => {
      const shares = hours.flatMap(([, counts]) => (counts[0]! < ENOUGH_EVENTS ? [] : [counts[i + 1]! / counts[0]!]));
      return shares.length === 0 ? [] : [[field, Math.min(...shares)] as const];
    });
    return {
      ...{ day, source: this.source, parser: this.parser, events: sums[0]! },
      filled: Object.fromEntries(this.fields.map((field, i) => [field, sums[i + 1]!])),
      lowest: Object.fromEntries(lowest),
      tags: Object.fromEntries(this.#tags.get(day) ?? []),
      hours: Object.fromEntries(hours),
    };
  }

  /** What lies before this day is in the table. */
  forget(day: string, zone: string): void {
    for (const hour of this.hours.keys()) if (dayOfHour(hour, zone) < day) this.hours.delete(hour);
    for (const known of this.#tags.keys()) if (known < day) this.#tags.delete(known);
  }

  #zeros(): number[] {
    return new Array<number>(this.fields.length + 1).fill(0);
  }

  #addTags(day: string, tags: Readonly<Record<string, number>>): void {
    const known = this.#tags.get(day) ?? new Map<string, number>();
    this.#tags.set(day, known);
    for (const [tag, count] of Object.entries(tags))
      if (known.has(tag) || known.size < MAX_TAGS) known.set(tag, (known.get(tag) ?? 0) + count);
  }
}
