// Parts of an alert's page that look into the event store, and the facts that change while it goes on.

import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { AlertEvent } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { type KeptAlert, severityLevel, type WholeAlert } from '#src/alerts/kept-alert.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { niceInterval } from '#src/portal/charts/interval.js';
import { MAX_BARS, timeline } from '#src/portal/charts/timeline.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { type EventRow, eventRow } from '#src/portal/events/event-row.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { Fragment } from '#src/portal/page/page.js';
import { part } from '#src/portal/page/part.js';
import { parseQuery } from '#src/query/parse.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { factsOf, SHOWN_EVENTS } from './alert-page.js';
import { ownTimes } from './own-times.js';

/** Shown before and after its events, of the time it took; so much at least. */
const MARGIN_PART = 0.1;
const MIN_MARGIN_MS = 300_000;

@Controller('alerts')
@Permission('alerts.read')
export class AlertPartsController {
  constructor(
    private readonly book: AlertBook,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':id/facts')
  @Fragment('alerts/views/_facts')
  async facts(@Param('id') id: string): Promise<object> {
    return { facts: factsOf(await this.#find(id), this.clock.now()) };
  }

  /** Events that fit the alert's query, around its time. */
  @Get(':id/timeline')
  @InTurn()
  @Fragment('alerts/views/_timeline')
  async timeline(@Param('id') id: string, @WhileThere() signal: AbortSignal): Promise<object> {
    const alert = await this.#find(id);
    return {
      chart: await part(async () => {
        const range = around(alert);
        const intervalMs = niceInterval(range, MAX_BARS);
        const query = this.#query(alert);
        const histogram = await this.store.histogram({ query, range, intervalMs, by: 'event.severity', signal });
        return timeline(histogram, range, (slice) => searchHref({ q: alert.query, ...slice }));
      }),
    };
  }

  /** The newest of those it keeps, as they are stored; those that are gone, as the alert has them. */
  @Get(':id/events')
  @InTurn()
  @Fragment('alerts/views/_events')
  async events(@Param('id') id: string): Promise<object> {
    const alert = await this.#find(id);
    const shown = alert.events.slice(-SHOWN_EVENTS).toReversed();
    return { rows: await part(() => Promise.all(shown.map((event) => this.#row(event, alert)))) };
  }

  async #row(event: AlertEvent, alert: WholeAlert): Promise<EventRow> {
    const stored = await this.store.get(event.id);
    return stored === undefined ? keptRow(event, alert) : eventRow(stored);
  }

  /** @throws Fault QUERY_INVALID (a field or a list that its rule asked for is gone) */
  #query(alert: KeptAlert): ReturnType<typeof queryOf> {
    return queryOf(alert.query, this.clock.now(), this.config.time.zone);
  }

  async #find(id: string): Promise<WholeAlert> {
    const alert = await this.book.get(id);
    if (alert === undefined) throw new Fault('NOT_FOUND', 'There is no such alert (any more).');
    return alert;
  }
}

function queryOf(text: string, now: number, zone: string) {
  const parsed = parseQuery(text, { now, zone });
  if (parsed.kind === 'query') return parsed.query;
  throw new Fault('QUERY_INVALID', `its search cannot be read any more: ${parsed.hint}`);
}

function around(alert: WholeAlert): TimeRange {
  const { from, to } = ownTimes(alert);
  const margin = Math.max(MIN_MARGIN_MS, Math.round((to - from) * MARGIN_PART));
  return { from: from - margin, to: to + margin };
}

function keptRow({ id, time, message }: AlertEvent, { severity }: KeptAlert): EventRow {
  return {
    id,
    href: `/events/${encodeURIComponent(id)}`,
    time,
    level: severityLevel(severity),
    host: '',
    app: '',
    user: '',
    srcIp: '',
    message: visibleText(message),
  };
}
