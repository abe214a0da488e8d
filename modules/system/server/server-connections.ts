// Who is connected to PostgreSQL at this moment, of the portal and its collector, and how the replica for searches does: for the store
// page, the health page and the metrics.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR, DB, STORE } from '#src/portal/deps.js';
import { HealthNotes } from '#src/portal/health/health-notes.js';
import { type MetricFamily, ModuleMetrics } from '#src/portal/health/module-metrics.js';
import type { ConnectionPool, EventReader, ReplicaState } from '#src/store/event-store.js';
import { metadataPool } from '#src/store/metadata/postgres/pool.js';
import { replicaNotes } from './replica-notes.js';

export interface PoolRow extends ConnectionPool {
  readonly process: 'portal' | 'collector';
}

@Injectable()
export class ServerConnections implements OnModuleInit {
  constructor(
    @Inject(DB) private readonly db: Sequelize,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly notes: HealthNotes,
    private readonly metrics: ModuleMetrics,
  ) {}

  onModuleInit(): void {
    this.notes.register('system.replica', () => replicaNotes(this.replica()));
    this.metrics.register('system.connections', () => [
      ...poolFamilies(this.rows()),
      ...replicaFamilies(this.replica()),
    ]);
  }

  /** None where nothing is on a server. */
  rows(): readonly PoolRow[] {
    const metadata = metadataPool(this.db);
    const portal = [...(metadata === undefined ? [] : [metadata]), ...(this.store.server?.().connections ?? [])];
    return [
      ...portal.map((pool) => ({ process: 'portal' as const, ...pool })),
      ...(this.collector.health()?.store.connections ?? []).map((pool) => ({ process: 'collector' as const, ...pool })),
    ];
  }

  replica(): ReplicaState | undefined {
    return this.store.server?.().replica;
  }
}

function poolFamilies(rows: readonly PoolRow[]): MetricFamily[] {
  const family = (what: string, help: string, of: (row: PoolRow) => number): MetricFamily => ({
    name: `lanwarden_store_connections_${what}`,
    type: 'gauge',
    help,
    lines: rows.map((row) => [{ process: row.process, pool: row.name }, of(row)]),
  });
  return [
    family('limit', 'Connections to PostgreSQL that are opened at most', ({ limit }) => limit),
    family('open', 'Connections to PostgreSQL', ({ open }) => open),
    family('in_use', 'Of them, those that work', ({ inUse }) => inUse),
    family('waiting', 'Reads and writes that wait for one', ({ waiting }) => waiting),
  ];
}

function replicaFamilies(replica: ReplicaState | undefined): MetricFamily[] {
  const family = (what: string, type: MetricFamily['type'], help: string, value: number | undefined): MetricFamily => ({
    name: `lanwarden_store_replica_${what}`,
    type,
    help,
    lines: value === undefined ? [] : [[{}, value]],
  });
  if (replica === undefined) return [];
  const { isUsed, behindMs, behindBytes, fallbacks } = replica;
  return [
    family('used', 'gauge', 'Whether searches go to the replica', isUsed ? 1 : 0),
    family(
      'behind_seconds',
      'gauge',
      'How old the newest is that it has',
      behindMs === undefined ? undefined : behindMs / 1_000,
    ),
    family('behind_bytes', 'gauge', 'How much of the log it has not replayed', behindBytes),
    family('fallbacks_total', 'counter', 'Searches that went to the other server all the same', fallbacks),
  ];
}
