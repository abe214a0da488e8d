// The page that shows how far an export is. The download itself is the API's (api/export.controller.ts) and works without this page.

import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { DEFAULT_FROM, searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { part } from '#src/portal/page/part.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import type { EventReader } from '#src/store/event-store.js';
import { readSearch } from '../search/search-input.js';
import { ExportJobs } from './export-jobs.js';

/** The page says so when counting takes longer; the export goes without. */
const COUNT_DEADLINE_MS = 3_000;
const MAX_SHOWN_CHARS = 500;

const text = z.string().catch('');
const address = z.object({ q: text, from: text, to: text });
const jobAddress = z.object({ job: z.uuid() });

@Controller('events/export')
@Permission('events.export')
export class ExportPageController {
  constructor(
    private readonly jobs: ExportJobs,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @InTurn()
  @Page('events/views/export')
  async show(@Query() raw: unknown, @WhileThere() signal: AbortSignal): Promise<object> {
    const given = address.parse(raw);
    const input = { ...given, from: given.from === '' && given.to === '' ? DEFAULT_FROM : given.from };
    const { query, range } = readSearch(input, { now: this.clock.now(), zone: this.config.time.zone });
    const count = await part(() => this.store.count({ query, range, signal, deadlineMs: COUNT_DEADLINE_MS }));
    const job = randomUUID();
    const download = (format: string): string => withQuery('/api/v1/events/export', { ...input, format, job });
    return {
      title: 'Export events',
      q: visibleText(input.q, MAX_SHOWN_CHARS),
      from: input.from,
      to: input.to,
      count,
      unreadable: this.store.problems?.(range)[0]?.message,
      ...this.#progress(job, undefined),
      addresses: { csv: download('csv'), ndjson: download('ndjson'), search: searchHref(input) },
      styles: ['events/search.css', 'events/export.css'],
    };
  }

  @Get('progress')
  @Fragment('events/views/_export-progress')
  progress(@Query() raw: unknown, @Who() who: Principal): object {
    return this.#progress(readJob(raw), who);
  }

  @Post('cancel')
  @Audited('events.export-cancelled')
  @Fragment('events/views/_export-progress')
  cancel(@Body() raw: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): object {
    const job = readJob(raw);
    const events = this.jobs.find(job, who)?.events;
    visit.audit = this.jobs.cancel(job, who) ? { target: job, details: { events } } : { skip: true };
    return this.#progress(job, who);
  }

  #progress(job: string, who: Principal | undefined): object {
    const progress = who && this.jobs.find(job, who);
    const percent =
      progress?.total === undefined
        ? undefined
        : Math.min(100, Math.floor((progress.events / Math.max(1, progress.total)) * 100));
    return { job, progress, percent, later: withQuery('/events/export/progress', { job }) };
  }
}

/** @throws Fault BAD_REQUEST */
function readJob(raw: unknown): string {
  const parsed = jobAddress.safeParse(raw);
  if (parsed.success) return parsed.data.job;
  throw new Fault('BAD_REQUEST', 'The parameter job names no export. Open the page of the export anew.');
}
