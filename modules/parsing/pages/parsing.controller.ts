// The pages: all parsers, and one of them.

import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import type { CollectorLink, ParserReport } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, STORE } from '#src/portal/deps.js';
import { eventRow } from '#src/portal/events/event-row.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { Page } from '#src/portal/page/page.js';
import { type Principal, Who } from '#src/portal/session/visit.js';
import { printQuery, termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { DayBook } from '../history/day-book.js';
import { parserTable, understoodTable } from './overview.js';
import { costOf, fieldTable, hitRate, sourceTable, tagTable } from './parser-page.js';
import { unclaimedEvents, unclaimedQuery } from './unclaimed.js';

const ASSETS = { styles: ['event-rows.css', 'parsing/parsing.css'], scripts: ['event-rows.js'] };

const asked = z.object({
  q: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});

@Controller('parsing')
@Permission('parsing.read')
export class ParsingController {
  constructor(
    private readonly book: DayBook,
    private readonly permissions: Permissions,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @InTurn()
  @Page('parsing/views/list')
  async list(@Query() raw: unknown): Promise<object> {
    const [reports, rows] = await Promise.all([this.collector.parsers(), this.book.days('')]);
    return {
      ...ASSETS,
      title: 'Parsing',
      isAway: reports === undefined,
      parsers: parserTable(reports ?? []),
      understood: understoodTable(rows, this.book.today(), asked.parse(raw ?? {})),
      uncounted: this.book.uncounted(),
    };
  }

  @Get(':id')
  @InTurn()
  @Page('parsing/views/parser')
  async show(@Param('id') id: string, @Who() who: Principal, @WhileThere() signal: AbortSignal): Promise<object> {
    const [reports, rows] = await Promise.all([this.collector.parsers(), this.book.days(id)]);
    const report = reports?.find((each) => each.id === id);
    if (report === undefined && rows.length === 0)
      throw new Fault('NOT_FOUND', 'There is no such parser, or the collector, which knows the parsers, is away.');
    const today = this.book.today();
    return {
      ...ASSETS,
      title: report?.title ?? id,
      id,
      report,
      cost: report && costOf(report),
      hitRate: report && hitRate(report),
      lastError: visibleText(report?.lastError ?? ''),
      fields: fieldTable(id, rows, today),
      days: sourceTable(id, rows, today),
      tags: tagTable(id, rows, today),
      eventsHref: searchHref({ q: termFor('parser', id) }),
      unclaimed: await this.#unclaimed(report, who, signal),
    };
  }

  /** Undefined where there is nothing to look for, or the person may not see events. */
  async #unclaimed(report: ParserReport | undefined, who: Principal, signal: AbortSignal): Promise<object | undefined> {
    const query = report && unclaimedQuery(report);
    if (query === undefined || !this.permissions.holds(who, 'events.read')) return undefined;
    const events = await unclaimedEvents(this.store, query, this.clock.now(), signal);
    return {
      isLate: events === undefined,
      rows: (events ?? []).map((event) => eventRow(event)),
      href: searchHref({ q: printQuery(query), from: '-7d' }),
    };
  }
}
