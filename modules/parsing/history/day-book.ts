// Takes the collector's reports, keeps the days, and says what is known of each source, parser and field now and before. What other
// portals' collectors read is added to it by the table (day-notices.ts).

import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { InTurn } from '#src/cluster/in-turn.js';
import type { CollectorLink, Unsubscribe } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, DB, LOG } from '#src/portal/deps.js';
import {
  ENOUGH_EVENTS,
  type FieldHistory,
  type FillsBefore,
  NOT_UNDERSTOOD,
  ParsingHistory,
} from '#src/portal/parsing/parsing-history.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { HOUR_MS, type PairReport, type ParseReport } from '../parse-report.js';
import { fillsBefore, pairKey } from './before.js';
import type { DayCounts } from './day-counts.js';
import { type DaySums, DayTable, KEPT_DAYS, MAX_PAIRS } from './day-table.js';
import { dayOfHour, dayPlus, isWeekend } from './days.js';
import { Pair } from './pair.js';

const WRITE_EVERY_MS = 60_000;
const ROWS_AT_ONCE = 200;

/** What is to be added to a row. */
interface FreshDay {
  readonly pair: Pair;
  readonly day: string;
  readonly source: string;
  readonly parser: string;
  readonly fresh: DayCounts;
}

@Injectable()
export class DayBook implements OnModuleInit, OnModuleDestroy {
  readonly #table: DayTable;
  readonly #pairs = new Map<string, Pair>();
  #before: { readonly day: string; readonly fills: ReturnType<typeof fillsBefore> } | undefined;
  #tidiedOn = '';
  #firstHour = Infinity;
  #missed = { day: '', events: 0 };
  #unsubscribe: Unsubscribe | undefined;
  readonly #turns = new InTurn();

  constructor(
    @Inject(DB) db: Sequelize,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
    private readonly live: LiveConfig,
    private readonly history: ParsingHistory,
  ) {
    this.#table = new DayTable(db);
  }

  async onModuleInit(): Promise<void> {
    await this.reread();
    this.#unsubscribe = this.collector.onStageReport('parsing', (report) => this.take(report as ParseReport));
    this.history.provide((now) => this.fields(now));
  }

  async onModuleDestroy(): Promise<void> {
    this.#unsubscribe?.();
    await this.write();
  }

  today(): string {
    return dayOfHour(this.#hourNow(), this.#zone);
  }

  /** Events of today that this portal heard of and that are in no share, or not in all of theirs: too many sources and parsers. */
  uncounted(): number {
    return this.#missed.day === this.today() ? this.#missed.events : 0;
  }

  take({ hours, uncounted }: ParseReport): void {
    if (uncounted > 0) this.#miss(uncounted);
    const yesterday = dayPlus(this.today(), -1);
    for (const { hour, pairs } of hours) {
      if (dayOfHour(hour, this.#zone) < yesterday) continue;
      this.#firstHour = Math.min(this.#firstHour, hour);
      for (const report of pairs) this.#add(hour, report);
    }
  }

  /** What of the days is kept, what is not written yet included. @param parser an empty text: all together */
  days(parser: string): Promise<readonly DaySums[]> {
    return this.#turns.run(async () => {
      const oldest = dayPlus(this.today(), 1 - KEPT_DAYS);
      const kept = await this.#table.sumsOf(parser, oldest);
      const fresh = this.#freshOf(parser, oldest);
      const rows = kept.map((row) => {
        const more = fresh.get(dayKey(row));
        fresh.delete(dayKey(row));
        return more === undefined ? row : more.pair.sums(row.day, row, more.fresh);
      });
      const added = [...fresh.values()].map(({ pair, day, fresh: more }) => pair.sums(day, undefined, more));
      return [...rows, ...added];
    });
  }

  /** See ParsingHistory.read. */
  async fields(now: number): Promise<readonly FieldHistory[]> {
    const hour = Math.floor(now / HOUR_MS);
    const before = await this.#fillsBefore();
    return [...this.#pairs.values()].flatMap((pair) => {
      const known = before.get(pairKey(pair));
      return known === undefined ? [] : this.#fieldsOf(pair, hour, known);
    });
  }

  @Interval(WRITE_EVERY_MS)
  write(): Promise<void> {
    return this.#turns
      .run(() => this.#write())
      .catch((error: unknown) => this.log.error({ err: error }, 'how parsing goes could not be kept'));
  }

  /** What the table says of the last two days, after another portal added to it; what was counted here stays. */
  reread(): Promise<void> {
    return this.#turns.run(async () => {
      for (const row of await this.#table.since(dayPlus(this.today(), -1))) this.#pairOf(row)?.keep(row);
      for (const pair of this.#pairs.values()) this.#firstHour = Math.min(this.#firstHour, ...pair.hours());
    });
  }

  #add(hour: number, report: PairReport): void {
    const events = report.counts[0]!;
    const day = dayOfHour(hour, this.#zone);
    const understood = NOT_UNDERSTOOD.includes(report.parser) ? 0 : events;
    const pair = this.#pairOf(report);
    const all = this.#pairOf({ source: report.source, parser: '' });
    pair?.add(day, hour, report.counts, report.tags);
    all?.add(day, hour, [events, understood], {});
    if (pair === undefined || all === undefined) this.#miss(events);
  }

  #miss(events: number): void {
    this.#missed = { day: this.today(), events: this.uncounted() + events };
  }

  #freshOf(parser: string, oldest: string): Map<string, FreshDay> {
    const days = [...this.#pairs.values()].filter((pair) => pair.parser === parser).flatMap(freshDays);
    return new Map(days.filter(({ day }) => day >= oldest).map((each) => [dayKey(each), each]));
  }

  #pairOf(of: { readonly source: string; readonly parser: string }): Pair | undefined {
    const key = pairKey(of);
    const known = this.#pairs.get(key);
    if (known !== undefined || this.#pairs.size >= MAX_PAIRS) return known;
    const pair = new Pair(of.source, of.parser);
    this.#pairs.set(key, pair);
    return pair;
  }

  #fieldsOf(pair: Pair, hour: number, known: ReadonlyMap<string, FillsBefore>): FieldHistory[] {
    const today = dayOfHour(hour, this.#zone);
    const lastHours = pair.sum(dayOfHour(hour - 1, this.#zone) === today ? hour - 1 : hour, hour);
    const lastDay = pair.sum(hour - 23, hour);
    if (lastDay[0]! < ENOUGH_EVENTS) return [];
    const isOneKind = isWeekend(dayOfHour(hour - 23, this.#zone)) === isWeekend(today);
    const isDayKnown = isOneKind && this.#firstHour <= hour - 23;
    return pair.fields.flatMap((field, i) => {
      const before = known.get(field);
      const fill = (counts: readonly number[]) => ({ all: counts[0]!, filled: counts[i + 1]! });
      return before === undefined
        ? []
        : [
            {
              source: pair.source,
              parser: pair.parser,
              field,
              before,
              lastHours: fill(lastHours),
              lastDay: isDayKnown ? fill(lastDay) : undefined,
            },
          ];
    });
  }

  /** The same all day: today is not yet usual. */
  async #fillsBefore(): Promise<ReturnType<typeof fillsBefore>> {
    const day = this.today();
    if (this.#before?.day !== day) {
      await this.write();
      const rows = await this.#table.since(dayPlus(day, -KEPT_DAYS));
      this.#before = { day, fills: fillsBefore(rows, day) };
    }
    return this.#before.fills;
  }

  async #write(): Promise<void> {
    const all = [...this.#pairs.values()].flatMap(freshDays);
    for (let i = 0; i < all.length; i += ROWS_AT_ONCE) {
      const days = all.slice(i, i + ROWS_AT_ONCE);
      const rows = await this.#table.change(days, ({ pair, day, fresh }, known) => pair.row(day, known, fresh));
      for (const [n, { pair, fresh }] of days.entries()) pair.settle(rows[n]!, fresh);
    }
    const today = this.today();
    if (today === this.#tidiedOn) return;
    this.#tidiedOn = today;
    const yesterday = dayPlus(today, -1);
    for (const [key, pair] of this.#pairs) {
      pair.forget(yesterday);
      if (pair.hours().length === 0) this.#pairs.delete(key);
    }
    await this.#table.tidy(dayPlus(today, -KEPT_DAYS), yesterday);
  }

  #hourNow(): number {
    return Math.floor(this.clock.now() / HOUR_MS);
  }

  get #zone(): string {
    return this.live.atStart.config.time.zone;
  }
}

/** Of the rows of one parser. */
function dayKey({ day, source }: Pick<FreshDay, 'day' | 'source'>): string {
  return `${day} ${source}`;
}

function freshDays(pair: Pair): readonly FreshDay[] {
  const { source, parser } = pair;
  return [...pair.fresh].map(([day, fresh]) => ({ pair, day, source, parser, fresh }));
}
