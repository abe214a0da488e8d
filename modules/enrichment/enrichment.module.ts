// The Nest module. The work itself is the collector's (src/collector/enrich): here are its page and what the health page says.

import { Module } from '@nestjs/common';
import { EnrichmentApiController } from './enrichment-api.controller.js';
import { EnrichmentController } from './enrichment.controller.js';
import { EnrichmentHealth } from './enrichment-health.js';

@Module({ controllers: [EnrichmentController, EnrichmentApiController], providers: [EnrichmentHealth] })
export class EnrichmentModule {}
