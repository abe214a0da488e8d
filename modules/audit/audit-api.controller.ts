// The same for programs, and as a file: all that match, streamed as the other end takes them. An export is an entry of its own.

import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import { type AuditFilter, AuditLog } from '#src/audit/audit-log.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { OneOfFewExports } from '#src/portal/limits/exports.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { type AuditInput, auditParameters, cursorText, readCursor, readFilter } from './audit-input.js';
import { csvChunks, ndjsonChunks, plainEntry } from './export-formats.js';

const listQuery = auditParameters.extend({
  after: z.string().max(40).default('').describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('1 to 1000'),
});
const exportQuery = auditParameters.extend({ format: z.enum(['csv', 'ndjson']).default('ndjson') });

const entryShape = z.object({
  id: z.number(),
  time: z.string().describe('ISO 8601'),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  outcome: z.enum(['success', 'failure']),
  address: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  sentence: z.string(),
});
const listAnswer = z.object({
  entries: z.array(entryShape),
  next: z.string().optional().describe('For `after`. A page may be short, or empty, and still have a next one'),
});

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8; header=present', chunks: csvChunks },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', chunks: ndjsonChunks },
};
/** Bytes made ahead of the reader. */
const READ_AHEAD_BYTES = 262_144;

@Controller('api/v1/audit')
@Permission('audit.read')
export class AuditApiController {
  constructor(
    private readonly log: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Api({ summary: 'The audit log, newest first', query: listQuery, response: listAnswer })
  async list(@Query() raw: unknown): Promise<z.infer<typeof listAnswer>> {
    const input = readParameters(listQuery, raw);
    const { entries, next } = await this.log.search(this.#filter(input), readCursor(input.after), input.limit);
    return { entries: entries.map(plainEntry), next: next && cursorText(next) };
  }

  @Get('export')
  @Audited('audit.exported')
  @OneOfFewExports()
  @Api({
    summary: 'The audit log as a file',
    description:
      'Newest first, all that match. In CSV, values that a spreadsheet would take for a formula begin with an apostrophe.',
    query: exportQuery,
    responseType: 'application/x-ndjson',
  })
  export(@Query() raw: unknown, @CurrentVisit() visit: Visit): StreamableFile {
    const { format, ...input } = readParameters(exportQuery, raw);
    const filter = this.#filter(input);
    const asked = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''));
    visit.audit = { target: Object.keys(asked).length === 0 ? 'everything' : 'a part', details: { ...asked, format } };
    const { type, chunks } = FORMATS[format];
    const stamp = new Date(this.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const stream = Readable.from(chunks(this.log.each(filter)), { objectMode: false, highWaterMark: READ_AHEAD_BYTES });
    return new StreamableFile(stream, { type, disposition: `attachment; filename="audit-${stamp}.${format}"` });
  }

  /** @throws Fault BAD_REQUEST */
  #filter(input: AuditInput): AuditFilter {
    const read = readFilter(input, this.clock.now(), this.config.time.zone);
    if ('filter' in read) return read.filter;
    const [[parameter, message] = ['', '']] = Object.entries(read.mistakes);
    throw new Fault('BAD_REQUEST', message, { details: { parameter } });
  }
}
