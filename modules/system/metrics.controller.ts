// GET /metrics for Prometheus: with a token of ours as its bearer token, or in a session.

import { Controller, Get, Header } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { CollectorWatch } from './collector-watch.js';
import { metricsText } from './metrics-text.js';

@Controller('metrics')
@Permission('system.read')
export class MetricsController {
  constructor(private readonly watch: CollectorWatch) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  metrics(): string {
    return metricsText(this.watch.health());
  }
}
