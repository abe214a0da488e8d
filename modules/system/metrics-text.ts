// The collector's report in the Prometheus text format 0.0.4. Names are promises; a source is a label whose text comes from senders.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { COUNTERS } from './ledger-table.js';

type Labels = Readonly<Record<string, string>>;
type Line = readonly [labels: Labels, value: number];

/** While the collector is away there is `lanwarden_collector_up 0` alone. */
export function metricsText(health: CollectorHealth | undefined): string {
  const up = metric('lanwarden_collector_up', 'gauge', 'Whether the collector answers', [
    [{}, health === undefined ? 0 : 1],
  ]);
  if (health === undefined) return up;
  const { ledger, listeners, store, parsers } = health;
  const ended = COUNTERS.filter((counter) => counter !== 'received' && counter !== 'queued');
  return [
    up,
    metric('lanwarden_collector_start_time_seconds', 'gauge', 'When it started', [[{}, health.startedAt / 1_000]]),
    metric('lanwarden_collector_memory_bytes', 'gauge', 'Resident memory', [[{}, health.memoryBytes]]),
    metric(
      'lanwarden_messages_received_total',
      'counter',
      'Messages taken from sockets',
      ledger.map((row) => [{ source: row.source }, row.received]),
    ),
    metric(
      'lanwarden_messages_total',
      'counter',
      'What became of messages',
      ledger.flatMap((row) => ended.map((outcome): Line => [{ source: row.source, outcome }, row[outcome]])),
    ),
    metric(
      'lanwarden_messages_queued',
      'gauge',
      'In memory, on their way to the store',
      ledger.map((row) => [{ source: row.source }, row.queued]),
    ),
    metric('lanwarden_ledger_balanced', 'gauge', 'Whether received equals all that became of messages', [
      [{}, health.balanced ? 1 : 0],
    ]),
    metric(
      'lanwarden_listener_up',
      'gauge',
      'Whether it listens',
      listeners.map(({ name, state }) => [{ listener: name }, state === 'listening' ? 1 : 0]),
    ),
    metric(
      'lanwarden_listener_bytes_total',
      'counter',
      'Bytes taken',
      listeners.map(({ name, bytes }) => [{ listener: name }, bytes]),
    ),
    metric(
      'lanwarden_listener_connections',
      'gauge',
      'Open now',
      listeners.map(({ name, connections }) => [{ listener: name }, connections]),
    ),
    metric(
      'lanwarden_listener_dropped_total',
      'counter',
      'Lost before they became messages',
      listeners.map(({ name, dropped }) => [{ listener: name }, dropped]),
    ),
    metric(
      'lanwarden_parser_claimed_total',
      'counter',
      'Messages a parser understood',
      parsers.map(({ id, claimed }) => [{ parser: id }, claimed]),
    ),
    metric('lanwarden_store_events', 'gauge', 'Events stored', [[{}, store.rows]]),
    metric('lanwarden_store_bytes', 'gauge', 'Bytes they take on disk', [[{}, store.bytes]]),
    metric('lanwarden_store_free_disk_bytes', 'gauge', 'Free disk', [[{}, store.freeDiskBytes]]),
  ].join('');
}

function metric(name: string, type: 'counter' | 'gauge', help: string, lines: readonly Line[]): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`).join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, quote and line feed are all the format lets one escape; carriage returns would break naive readers. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', ' ');
}
