// For supervisors and load balancers: alive, and ready with the reasons when not.

import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { messageOf } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { Public } from '../access/access.js';
import type { CollectorLink } from '../collector-link.js';
import { COLLECTOR, STORE } from '../deps.js';

@Controller()
@Public()
export class HealthController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
  ) {}

  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; reasons: readonly string[] }> {
    const reasons = [...this.#collectorReasons(), ...(await this.#storeReasons())];
    void reply.status(reasons.length === 0 ? 200 : 503).header('cache-control', 'no-store');
    return { status: reasons.length === 0 ? 'ready' : 'not ready', reasons };
  }

  #collectorReasons(): readonly string[] {
    const health = this.collector.health();
    if (health === undefined) return ['the collector is not connected'];
    if (health.role === 'import') return ['an import holds the folder; nothing is received until it ends'];
    const draining = health.state === 'draining' ? ['the collector is stopping'] : [];
    const failed = health.listeners
      .filter(({ state }) => state === 'failed')
      .map(({ name, lastError }) => `listener ${name} failed: ${lastError ?? 'no reason known'}`);
    const trouble =
      health.store.trouble === undefined ? [] : [`the event store takes nothing: ${health.store.trouble}`];
    return [...draining, ...failed, ...trouble];
  }

  async #storeReasons(): Promise<readonly string[]> {
    try {
      await this.store.stats();
      return [];
    } catch (error) {
      return [`the event store cannot be read: ${messageOf(error)}`];
    }
  }
}
