// Export: every event of a search as a stream, without a cap. Read in batches as the other end takes them; who goes away ends it.

import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import type { EventReader } from '#src/store/event-store.js';
import { readSearch } from '../search/search-input.js';
import { csvChunks, ndjsonChunks } from './export-formats.js';
import { readParameters, searchParameters } from './parameters.js';

const exportQuery = searchParameters.extend({ format: z.enum(['csv', 'ndjson']).default('ndjson') });

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', chunks: csvChunks },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', chunks: ndjsonChunks },
};

/** Bytes made ahead of the reader; at least one batch always is. */
const READ_AHEAD_BYTES = 262_144;

@Controller('api/v1/events')
@Permission('events.export')
export class ExportController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('export')
  @Audited('events.exported')
  @Api({
    summary: 'All matching events as a file',
    description:
      'Oldest first. CSV has a column a known field and the rest as JSON in `fields`; values that a spreadsheet would take for a formula begin with an apostrophe. An export that fails half way ends without its last chunk, so that it cannot be taken for a whole one.',
    query: exportQuery,
    responseType: 'application/x-ndjson',
  })
  export(@Query() raw: unknown, @CurrentVisit() visit: Visit): StreamableFile {
    const { format, ...input } = readParameters(exportQuery, raw);
    const now = this.clock.now();
    const { query, range } = readSearch(input, { now, zone: this.config.time.zone });
    visit.audit = { target: input.q || '*', details: { ...input, format } };
    const { type, chunks } = FORMATS[format];
    const batches = this.store.scan({ query, range, order: 'time' });
    const stream = Readable.from(chunks(batches), { objectMode: false, highWaterMark: READ_AHEAD_BYTES });
    return new StreamableFile(stream, { type, disposition: `attachment; filename="events-${stamp(now)}.${format}"` });
  }
}

/** `20261120T100000Z` */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}
