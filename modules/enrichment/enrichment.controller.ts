// The page: a box to look things up, then files and lists, networks, assets, reverse DNS. Nothing is changed here; settings are.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { Permission } from '#src/portal/access/access.js';
import type { CollectorLink, EnrichmentState, Found } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';
import { Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { type FileRow, fileRow, searchFor } from './rows.js';

const query = z.object({ q: z.string().trim().max(253).catch('') });

interface PageModel {
  readonly title: string;
  readonly styles: readonly string[];
  readonly q: string;
  /** Undefined while the collector is away. */
  readonly state: EnrichmentState | undefined;
  readonly files: readonly FileRow[];
  readonly found: (Found & { readonly search: string }) | undefined;
  readonly internal: readonly string[];
}

@Controller('enrichment')
@Permission('enrichment.read')
export class EnrichmentController {
  constructor(
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly live: LiveConfig,
  ) {}

  @Get()
  @Page('enrichment/views/enrichment')
  async page(@Query() raw: unknown): Promise<PageModel> {
    const { q } = query.parse(raw);
    const state = await this.collector.enrichment(q === '' ? undefined : q);
    const found = state?.found;
    return {
      title: 'Networks & lists',
      styles: ['enrichment/enrichment.css'],
      q,
      state,
      files: (state?.files ?? []).map(fileRow),
      found: found === undefined ? undefined : { ...found, search: searchFor(found) },
      internal: this.live.config.networks.internal,
    };
  }
}
