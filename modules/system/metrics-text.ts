// The collector's report in the Prometheus text format 0.0.4. Names are promises; a source is a label whose text comes from senders.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { MetricFamily } from '#src/portal/health/module-metrics.js';
import { metric, single } from './metrics/exposition.js';
import { listenerMetrics } from './metrics/listener-metrics.js';
import { messageMetrics } from './metrics/message-metrics.js';
import { storeMetrics } from './metrics/store-metrics.js';

/** While the collector is away there is `lanwarden_collector_up 0`, and what modules tell. `now`: ms since 1970. */
export function metricsText(
  health: CollectorHealth | undefined,
  now: number,
  modules: readonly MetricFamily[] = [],
): string {
  const up = single('lanwarden_collector_up', 'gauge', 'Whether the collector answers', health === undefined ? 0 : 1);
  const ofModules = modules.map(({ name, type, help, lines }) => metric(name, type, help, lines)).join('');
  if (health === undefined) return up + ofModules;
  return [
    up,
    single('lanwarden_collector_start_time_seconds', 'gauge', 'When it started', health.startedAt / 1_000),
    single('lanwarden_collector_memory_bytes', 'gauge', 'Resident memory', health.memoryBytes),
    messageMetrics(health),
    listenerMetrics(health.listeners),
    metric(
      'lanwarden_parser_claimed_total',
      'counter',
      'Messages a parser understood',
      health.parsers.map(({ id, claimed }) => [{ parser: id }, claimed]),
    ),
    storeMetrics(health, now),
    ofModules,
  ].join('');
}
