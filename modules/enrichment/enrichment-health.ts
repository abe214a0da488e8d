// What the health page says of files that cannot be read.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';
import { HealthNotes } from '#src/portal/health/health-notes.js';

@Injectable()
export class EnrichmentHealth implements OnModuleInit {
  constructor(
    private readonly notes: HealthNotes,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
  ) {}

  onModuleInit(): void {
    this.notes.register('enrichment.files', () =>
      (this.collector.health()?.enrichmentProblems ?? []).map((what) => ({
        severity: 'warning',
        what,
        next: 'Put the file right, or correct its path; it is looked at again each 30 seconds.',
        href: '/enrichment',
        permission: 'enrichment.read',
      })),
    );
  }
}
