// What is known of one source and parser in the last hours: what the table says, of which other portals have counted a part, and what
// was counted here since it was written. The rows of its days are made of both.

import { ENOUGH_EVENTS, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { FIELDS } from '../parse-report.js';
import { type DayCounts, minus, NOTHING, plus } from './day-counts.js';
import type { DayRow, DaySums } from './day-table.js';

export class Pair {
  readonly fields: readonly string[];
  /** Day -> as in the table. */
  readonly #kept = new Map<string, DayCounts>();
  /** Day -> not in the table yet. */
  readonly #fresh = new Map<string, DayCounts>();

  /** @param parser an empty text: all parsers together; what is counted is how much was understood */
  constructor(
    readonly source: string,
    readonly parser: string,
  ) {
    this.fields = parser === '' ? [UNDERSTOOD] : FIELDS;
  }

  add(day: string, hour: number, counts: readonly number[], tags: Readonly<Record<string, number>>): void {
    const all = this.#zeros().map((_, i) => counts[i] ?? 0);
    const more = { hours: new Map([[hour, all]]), tags: new Map(Object.entries(tags)) };
    this.#fresh.set(day, plus(this.#fresh.get(day) ?? NOTHING, more));
  }

  /** What the table says of a day takes the place of what it said before. */
  keep(row: DayRow): void {
    this.#kept.set(row.day, countsOf(row));
  }

  /** Day -> what is to be added to the table. */
  get fresh(): ReadonlyMap<string, DayCounts> {
    return this.#fresh;
  }

  /** @param written of what was fresh; it is in this row of the table now */
  settle(row: DayRow, written: DayCounts): void {
    this.keep(row);
    const left = minus(this.#fresh.get(row.day) ?? NOTHING, written);
    if (left.hours.size + left.tags.size === 0) this.#fresh.delete(row.day);
    else this.#fresh.set(row.day, left);
  }

  /** Hours since 1970 of which something is known; some twice. */
  hours(): readonly number[] {
    return this.#all().flatMap(({ hours }) => [...hours.keys()]);
  }

  /** What came in these hours, both ends included. */
  sum(from: number, to: number): readonly number[] {
    const sums = this.#zeros();
    for (const { hours } of this.#all())
      for (const [hour, counts] of hours)
        if (hour >= from && hour <= to) sums.forEach((_, i) => (sums[i]! += counts[i] ?? 0));
    return sums;
  }

  /** The row of a day with what is fresh added to it. @param known as it is in the table */
  row(day: string, known: DayRow | undefined, fresh: DayCounts): DayRow {
    const { hours } = plus(known === undefined ? NOTHING : countsOf(known), fresh);
    // Of a day long past only the sums are left: its lowest hours are known already.
    const isWhole = known === undefined || Object.keys(known.hours).length > 0;
    return {
      ...this.sums(day, known, fresh),
      lowest: isWhole ? this.#lowest([...hours.values()]) : known.lowest,
      hours: Object.fromEntries(hours),
    };
  }

  /** The same without its hours. */
  sums(day: string, known: DaySums | undefined, fresh: DayCounts): DaySums {
    const tags = new Map(Object.entries(known?.tags ?? {}));
    const more = [...fresh.hours.values()].reduce<readonly number[]>(
      (sums, counts) => sums.map((sum, i) => sum + (counts[i] ?? 0)),
      this.#zeros(),
    );
    return {
      day,
      source: this.source,
      parser: this.parser,
      events: (known?.events ?? 0) + more[0]!,
      filled: Object.fromEntries(this.fields.map((field, i) => [field, (known?.filled[field] ?? 0) + more[i + 1]!])),
      tags: Object.fromEntries(plus({ hours: new Map(), tags }, fresh).tags),
    };
  }

  /** What lies before this day is in the table. */
  forget(day: string): void {
    for (const known of this.#kept.keys()) if (known < day) this.#kept.delete(known);
  }

  #all(): readonly DayCounts[] {
    return [...this.#kept.values(), ...this.#fresh.values()];
  }

  #lowest(hours: readonly (readonly number[])[]): Readonly<Record<string, number>> {
    const enough = hours.filter((counts) => counts[0]! >= ENOUGH_EVENTS);
    if (enough.length === 0) return {};
    const lowest = (i: number): number => Math.min(...enough.map((counts) => (counts[i] ?? 0) / counts[0]!));
    return Object.fromEntries(this.fields.map((field, i) => [field, lowest(i + 1)]));
  }

  #zeros(): number[] {
    return new Array<number>(this.fields.length + 1).fill(0);
  }
}

function countsOf({ hours, tags }: DayRow): DayCounts {
  const counts = Object.entries(hours).map(([hour, each]) => [Number(hour), each] as const);
  return { hours: new Map(counts), tags: new Map(Object.entries(tags)) };
}
