// GET /metrics for Prometheus: with a token of ours as its bearer token, in a session, or for everybody (metrics.public).

import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Public } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import { ModuleMetrics } from '#src/portal/health/module-metrics.js';
import { CLOCK } from '#src/portal/deps.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { CollectorWatch } from './collector-watch.js';
import { metricsText } from './metrics-text.js';

const PERMISSION = 'system.read';

@Controller('metrics')
@Public() // as far as the configuration says so
export class MetricsController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly live: LiveConfig,
    private readonly permissions: Permissions,
    private readonly modules: ModuleMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  metrics(@CurrentVisit() { principal }: Visit): string {
    if (!this.live.config.metrics.public) this.#admit(principal);
    return metricsText(this.watch.health(), this.clock.now(), this.modules.all());
  }

  #admit(principal: Visit['principal']): void {
    if (principal === undefined)
      throw new Fault('UNAUTHENTICATED', 'Send an API token as bearer token, or log in first.');
    if (!this.permissions.holds(principal, PERMISSION))
      throw new Fault('FORBIDDEN', `You may not read this: it needs the permission ${PERMISSION}.`);
  }
}
