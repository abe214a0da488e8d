// The same for programs: what is read and what it hit, and what is known of one address, name or hash.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { readParameters } from '#src/portal/api/read-parameters.js';
import type { CollectorLink, EnrichmentState } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';

const parameters = z.object({
  q: z
    .string()
    .trim()
    .max(253)
    .default('')
    .describe('An address, domain, host or hash; `found` says what is known of it'),
});

const count = z.number().int();
const response = z.object({
  files: z.array(
    z.object({
      what: z.enum(['geo', 'asn', 'ip', 'domain', 'hash']),
      name: z.string().optional(),
      path: z.string(),
      title: z.string().optional(),
      level: count.optional(),
      entries: count.optional(),
      bytes: count.optional(),
      loadedAt: z.number().optional().describe('ms since 1970'),
      loadMs: z.number(),
      problem: z.string().optional().describe('Why it could not be read; what was read before stays in force'),
      trouble: z.string().optional().describe('What of it was left out'),
      events: count.optional().describe('Hits since the collector started'),
      lastEventAt: z.number().optional().describe('ms since 1970'),
    }),
  ),
  networks: z.array(z.object({ name: z.string(), range: z.string(), events: count })),
  assets: z.array(
    z.object({
      name: z.string(),
      known: z.string(),
      owner: z.string().optional(),
      critical: z.boolean(),
      events: count,
    }),
  ),
  untold: z
    .object({ networks: count, assets: count })
    .describe('How many are named beside the 500 networks and 500 assets with the most events'),
  rdns: z.object({ known: count, waiting: count, asked: count, failed: count, dropped: count }).optional(),
  found: z
    .object({
      asked: z.string(),
      kind: z.enum(['ip', 'domain', 'hash']),
      isInternal: z.boolean().optional(),
      network: z.string().optional(),
      asset: z.string().optional(),
      owner: z.string().optional(),
      country: z.string().optional(),
      city: z.string().optional(),
      as: z.string().optional(),
      domain: z.string().optional(),
      lists: z.array(z.object({ name: z.string(), matched: z.string(), level: count })),
    })
    .optional(),
});

@Controller('api/v1/enrichment')
@Permission('enrichment.read')
export class EnrichmentApiController {
  constructor(@Inject(COLLECTOR) private readonly collector: CollectorLink) {}

  @Get()
  @Api({ summary: 'Networks, assets and lists, and what is known of one address, name or hash', query: parameters, response }) // prettier-ignore
  async state(@Query() raw: unknown): Promise<EnrichmentState> {
    const { q } = readParameters(parameters, raw);
    const state = await this.collector.enrichment(q === '' ? undefined : q);
    if (state === undefined) throw new Fault('COLLECTOR_AWAY', 'The collector is away; it holds the lists.');
    return state;
  }
}
