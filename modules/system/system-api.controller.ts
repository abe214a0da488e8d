// The ledger and the state of the installation, for programs.

import { Controller, Get, Inject } from '@nestjs/common';
import type { z } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { CLOCK } from '#src/portal/deps.js';
import { healthAnswer, ledgerAnswer } from './api-shapes.js';
import { CollectorWatch } from './collector-watch.js';
import { totalOf } from './ledger-table.js';
import { SystemState } from './system-state.js';

@Controller('api/v1')
@Permission('system.read')
export class SystemApiController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly state: SystemState,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('ledger')
  @Api({
    summary: 'What became of every message, per source',
    description:
      'received = stored + duplicate + filtered + limited + refused + failed + queued + lost; dropped stands beside it. 503 while the collector is away.',
    response: ledgerAnswer,
  })
  ledger(): z.infer<typeof ledgerAnswer> {
    const health = this.watch.health();
    if (health === undefined)
      throw new Fault(
        'COLLECTOR_AWAY',
        'The collector is away, so its ledger is not known. It is started again by itself; ask again in a few seconds.',
      );
    const { balanced, ...total } = totalOf(health.ledger);
    return {
      balanced,
      time: iso(this.clock.now()),
      sources: health.ledger.map(({ lastReceived, ...row }) => ({
        ...row,
        ...(lastReceived === undefined ? {} : { lastReceived: iso(lastReceived) }),
      })),
      total,
    };
  }

  @Get('health')
  @Api({
    summary: 'How the installation is doing',
    description: 'Answers also while the collector is away; /readyz is for load balancers.',
    response: healthAnswer,
  })
  health(): z.infer<typeof healthAnswer> {
    const { at, status, findings, health, awaySince, restarts, portal } = this.state.snapshot();
    return {
      time: iso(at),
      status,
      findings: findings.map(({ permission: _permission, ...said }) => said),
      portal,
      collector:
        health === undefined
          ? { state: 'away', restarts, ...(awaySince === undefined ? {} : { awaySince: iso(awaySince) }) }
          : {
              state: health.state,
              restarts,
              pid: health.pid,
              version: health.version,
              startedAt: iso(health.startedAt),
              memoryBytes: health.memoryBytes,
              ratePerSecond: health.ratePerSecond,
              balanced: health.balanced,
            },
      listeners: (health?.listeners ?? []).map(({ limitedPeers, warnings, ...listener }) => ({
        ...listener,
        warnings: [...warnings],
        ...(limitedPeers !== undefined && { limitedPeers: [...limitedPeers] }),
      })),
      parsers: [...(health?.parsers ?? [])],
      ...(health === undefined ? {} : { store: health.store, ...waiting(health) }),
    };
  }
}

/** What waits on disk and in memory. */
function waiting({ spool, pressure }: CollectorHealth): Pick<z.infer<typeof healthAnswer>, 'spool' | 'pressure'> {
  const { since, oldestAt, ...state } = spool ?? {};
  const { commitSeconds: _, commitEvents: __, ...queue } = pressure ?? {};
  return {
    ...(spool !== undefined && {
      spool: {
        ...(state as Omit<typeof spool, 'since' | 'oldestAt'>),
        ...(since !== undefined && { since: iso(since) }),
        ...(oldestAt !== undefined && { oldestAt: iso(oldestAt) }),
      },
    }),
    ...(pressure !== undefined && { pressure: queue as Omit<typeof pressure, 'commitSeconds' | 'commitEvents'> }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
