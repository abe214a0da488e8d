// The health page: all is well, or what needs attention; then the figures behind it. A browser asks for the overview again each 2 s.

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { NodeWatch } from '#src/cluster/node-watch.js';
import { Permission } from '#src/portal/access/access.js';
import { STORE } from '#src/portal/deps.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader } from '#src/store/event-store.js';
import { CollectorWatch, SAMPLES } from './collector-watch.js';
import type { LedgerRow } from './ledger-table.js';
import { bufferFill, endpoint, grantedBuffer, isDropUnknown, turnedAway } from './listener-findings.js';
import { cellsOf, shownNode } from './nodes/node-list.js';
import { isRefreshing, pageModel } from './page-model.js';
import { pressureTile } from './pressure-tile.js';
import { rateChart } from './rate-chart.js';
import { sourceLink } from './source-link.js';
import { SystemState } from './system-state.js';

const LATEST_SOURCES = 8;

@Controller('system')
@Permission('system.read')
export class HealthController {
  constructor(
    private readonly state: SystemState,
    private readonly watch: CollectorWatch,
    @Inject(STORE) private readonly store: EventReader,
    private readonly live: LiveConfig,
    private readonly nodes: NodeWatch,
  ) {}

  @Get()
  @Page('system/views/health')
  async page(@Query('refresh') refresh: unknown): Promise<object> {
    const waiting = this.live.waiting();
    return pageModel('Health', { refreshing: isRefreshing(refresh), waiting, ...(await this.#model()) });
  }

  @Get('overview')
  @Fragment('system/views/_overview')
  overview(): Promise<object> {
    return this.#model();
  }

  async #model(): Promise<object> {
    const snapshot = this.state.snapshot();
    const { health } = snapshot;
    const rates = this.watch.traffic.rates();
    return {
      ...snapshot,
      pressure: pressureTile(health),
      rate: { now: health?.ratePerSecond, ...rateChart(rates, SAMPLES) },
      // While the collector is away, what it stored can still be read.
      store: health?.store ?? (await this.store.stats().catch(() => undefined)),
      listeners: (health?.listeners ?? []).map((listener) => ({
        ...listener,
        endpoint: endpoint(listener),
        bufferBytes: grantedBuffer(listener),
        turnedAway: turnedAway(listener),
        bufferFill: bufferFill(listener),
        isDropUnknown: isDropUnknown(listener),
      })),
      parsers: {
        all: health?.parsers.length ?? 0,
        failed: (health?.parsers ?? [])
          .filter(({ state }) => state === 'failed')
          .map((parser) => ({ ...parser, lastError: visibleText(parser.lastError ?? '') })),
      },
      latest: latest(health?.ledger ?? []),
      nodes: this.nodes
        .all()
        .map(shownNode)
        .map((node) => ({ ...node, cells: cellsOf(node) })),
    };
  }
}

function latest(ledger: readonly LedgerRow[]): readonly object[] {
  return ledger
    .filter(({ lastReceived }) => lastReceived !== undefined)
    .toSorted((a, b) => b.lastReceived! - a.lastReceived!)
    .slice(0, LATEST_SOURCES)
    .map(({ source, received, lastReceived }) => ({ source, received, lastReceived, href: sourceLink(source) }));
}
