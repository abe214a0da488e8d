// Export: every event of a search as a stream, without a cap. Read in batches as the other end takes them; who goes away ends it.

import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { OneOfFewExports } from '#src/portal/limits/exports.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { part } from '#src/portal/page/part.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import type { AggregateRequest, EventReader, SegmentProblem } from '#src/store/event-store.js';
import { ExportJobs } from '../export/export-jobs.js';
import { exportStream, refuseParts, wholeOnly } from '../export/export-stream.js';
import { readSearch } from '../search/search-input.js';
import { csvChunks, ndjsonChunks } from './export-formats.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { searchParameters } from './parameters.js';

const exportQuery = searchParameters.extend({
  format: z.enum(['csv', 'ndjson']).default('ndjson'),
  job: z.uuid().optional().describe('Any UUID: makes the progress visible to the page /events/export'),
});

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', chunks: csvChunks },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', chunks: ndjsonChunks },
};

/** Counting is for the audit log and the progress: an export goes without when it takes longer. */
const COUNT_DEADLINE_MS = 3_000;

@Controller('api/v1/events')
@Permission('events.export')
export class ExportController {
  constructor(
    private readonly jobs: ExportJobs,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('export')
  @Audited('events.exported')
  @OneOfFewExports()
  @Api({
    summary: 'All matching events as a file',
    description:
      'Oldest first. CSV has a column a known field and the rest as JSON in `fields`; values that a spreadsheet would take for a formula begin with an apostrophe. An export that fails half way ends without its last chunk, so that it cannot be taken for a whole one; so does one of which a segment cannot be read. Not more than three of one person run at once: 429.',
    query: exportQuery,
    responseType: 'application/x-ndjson',
  })
  async export(
    @Query() raw: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @WhileThere() signal: AbortSignal,
  ): Promise<StreamableFile> {
    const { format, job, ...input } = readParameters(exportQuery, raw);
    const now = this.clock.now();
    const { query, range } = readSearch(input, { now, zone: this.config.time.zone });
    const count = await this.#count({ query, range, signal });
    visit.audit = { target: input.q || '*', details: { ...input, format, count: count ?? 'not counted' } };
    const problems = (): readonly SegmentProblem[] => this.store.problems?.(range) ?? [];
    refuseParts(problems()); // counting came across them
    const { type, chunks } = FORMATS[format];
    const running = job === undefined ? undefined : this.jobs.begin(job, who, count);
    // Said before the scan hears of it and fails.
    signal.addEventListener('abort', () => running?.end('cancelled'), { once: true });
    const batches = this.store.scan({ query, range, order: 'time', signal });
    const stream = exportStream(wholeOnly(batches, problems), chunks, running);
    return new StreamableFile(stream, { type, disposition: `attachment; filename="events-${stamp(now)}.${format}"` });
  }

  async #count(asked: AggregateRequest): Promise<number | undefined> {
    const counted = await part(() => this.store.count({ ...asked, deadlineMs: COUNT_DEADLINE_MS }));
    return 'value' in counted ? counted.value : undefined;
  }
}

/** `20261120T100000Z` */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}
