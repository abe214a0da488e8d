// The page: newest first, with filters; each entry a sentence.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { AuditLog, type KeptAuditEntry } from '#src/audit/audit-log.js';
import type { Clock } from '#src/clock.js';
import { Permission } from '#src/portal/access/access.js';
import { CLOCK, CONFIG } from '#src/portal/deps.js';
import { withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { addressOf, type AuditInput, auditParameters, cursorText, readCursor, readFilter } from './audit-input.js';
import { sentenceOf } from './sentences.js';

const PAGE_ENTRIES = 50;

@Controller('audit')
@Permission('audit.read')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('audit/views/audit')
  async list(@Query() raw: Record<string, unknown>): Promise<object | WithStatus> {
    const parsed = auditParameters.safeParse(raw);
    // Too long or given twice: no page of ours makes such an address.
    const input = parsed.success ? parsed.data : auditParameters.parse({});
    const read = readFilter(input, this.clock.now(), this.config.time.zone);
    const frame = await this.#frame(input);
    if ('mistakes' in read)
      return withStatus(422, { ...frame, mistakes: read.mistakes, entries: [], older: undefined });
    const after = readCursor(raw['after']);
    const { entries, next } = await this.log.search(read.filter, after, PAGE_ENTRIES);
    return {
      ...frame,
      mistakes: {},
      isFiltered: Object.keys(read.filter).length > 0,
      entries: entries.map((entry) => this.#row(entry)),
      first: after && addressOf('/audit', input),
      older: next && addressOf('/audit', input, { after: cursorText(next) }),
      /** Where the look stopped; the page may be short of entries because of it. */
      lookedBackTo: next?.at,
    };
  }

  async #frame(input: AuditInput): Promise<object> {
    const files = (format: string): string => addressOf('/api/v1/audit/export', input, { format });
    return {
      title: 'Audit log',
      styles: ['audit/audit.css'],
      input,
      knownActions: await this.log.known('action'),
      knownActors: await this.log.known('actor'),
      zone: this.config.time.zone,
      retentionDays: this.live.config.audit.retentionDays,
      csv: files('csv'),
      ndjson: files('ndjson'),
    };
  }

  #row(entry: KeptAuditEntry): object {
    const { id, at, action, outcome, address, details } = entry;
    return {
      id,
      at,
      action,
      outcome,
      address,
      sentence: sentenceOf(entry),
      actorHref: addressOf('/audit', { actor: entry.actor }),
      actionHref: addressOf('/audit', { action }),
      details: Object.entries(details).map(([name, value]) => ({
        name,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      })),
    };
  }
}
