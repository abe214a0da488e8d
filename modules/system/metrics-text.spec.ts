// What a scraper reads: every line in the format, every word of the ledger, and never more names than it may hold.

import { describe, expect, it } from 'vitest';
import { Pressure } from '#src/collector/write/pressure.js';
import { collectorHealth, ledgerRow, listener } from '../../test/helpers/collector-health.js';
import { MOST_SOURCES } from './metrics/message-metrics.js';
import { metricsText } from './metrics-text.js';

const NOW = 1_795_165_260_000;
const text = (different: Parameters<typeof collectorHealth>[0] = {}): string =>
  metricsText(collectorHealth(different), NOW);

describe('metrics', () => {
  it('are lines of the format, each family with its help and type once', () => {
    const lines = text({ ledger: [ledgerRow({ source: 'a"\\\r\n{}' })] })
      .trimEnd()
      .split('\n');
    for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{.*\})? (\d|\.|e|\+)+)$/);
    const types = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
    expect(new Set(types).size).toBe(types.length);
    const families = new Set(lines.filter((line) => !line.startsWith('#')).map((line) => line.split(/[{ ]/)[0]!));
    const isNamed = (name: string): boolean => types.includes(name.replace(/_(bucket|sum|count)$/, ''));
    expect([...families].filter((name) => !types.includes(name) && !isNamed(name))).toEqual([]);
  });

  it('tell every word of the ledger for every source', () => {
    const words = { stored: 1, duplicate: 2, filtered: 3, limited: 4, refused: 5, failed: 6, lost: 7 };
    const said = text({ ledger: [ledgerRow({ source: 'web1', ...words, queued: 9, dropped: 8, received: 37 })] });
    for (const [outcome, count] of Object.entries({ ...words, dropped: 8 }))
      expect(said).toContain(`lanwarden_messages_total{source="web1",outcome="${outcome}"} ${count}\n`);
    expect(said).toContain('lanwarden_messages_received_total{source="web1"} 37\n');
    expect(said).toContain('lanwarden_messages_queued{source="web1"} 9\n');
    expect(said).toContain('lanwarden_ledger_balanced 1\n');
  });

  it('do not go back when what waits in the spool finds its source', () => {
    const spooled = [ledgerRow({ source: '(unidentified)', received: 12, queued: 10, lost: 2 })];
    const drained = [
      ledgerRow({ source: '(unidentified)', received: 2, lost: 2 }),
      ledgerRow({ source: 'web1', received: 10, stored: 10 }),
    ];
    for (const ledger of [spooled, drained])
      expect(text({ ledger })).toContain('lanwarden_messages_received_total{source="(unidentified)"} 2\n');
  });

  it('name so many sources and sum up the others', () => {
    const ledger = Array.from({ length: MOST_SOURCES + 3 }, (_, n) =>
      ledgerRow({ source: `s${n}`, received: 2, stored: 2 }),
    );
    const said = text({ ledger });
    expect(said.match(/lanwarden_messages_received_total\{/g)).toHaveLength(MOST_SOURCES + 1);
    expect(said).toContain('lanwarden_messages_received_total{source="(others)"} 6\n');
    expect(said).toContain(`lanwarden_sources ${MOST_SOURCES + 3}\n`);
  });

  it('tell what the kernel dropped of each listener, and nothing where that is unknown', () => {
    const said = text({
      listeners: [
        listener({ name: 'udp', transport: 'udp', dropped: 9, kernelDropped: 7, receiveQueueBytes: 4_352 }),
        listener({ name: 'gelf-udp', transport: 'udp', dropped: 1 }),
      ],
    });
    expect(said.match(/^lanwarden_listener_kernel_dropped_total.*$/gm)).toEqual([
      'lanwarden_listener_kernel_dropped_total{listener="udp"} 7',
    ]);
    expect(said).toContain('lanwarden_listener_receive_queue_bytes{listener="udp"} 4352\n');
    expect(text({ listeners: [listener()] })).not.toContain('kernel_dropped');
  });

  it('tell how long commits take, in buckets that add up', () => {
    const pressure = new Pressure();
    for (const ms of [3, 40, 40, 20_000]) pressure.committed(4_000, ms);
    const said = text({
      pressure: pressure.health({ queueBytes: 5, queueLimitBytes: 9, queueEvents: 2, refused: 1 }),
    });
    const buckets = [...said.matchAll(/commit_duration_seconds_bucket\{le="(.+)"\} (\d+)/g)].map(([, le, n]) => [
      le,
      n,
    ]);
    expect(buckets.slice(0, 4)).toEqual([
      ['0.005', '1'],
      ['0.01', '1'],
      ['0.025', '1'],
      ['0.05', '3'],
    ]);
    expect(buckets.at(-1)).toEqual(['+Inf', '4']);
    expect(said).toContain('lanwarden_commit_duration_seconds_count 4\n');
    expect(Number(/commit_duration_seconds_sum (\S+)/.exec(said)![1])).toBeCloseTo(20.083);
    expect(said).toContain('lanwarden_commit_events_bucket{le="5000"} 4\n');
    expect(said).toContain('lanwarden_writer_refused_total 1\n');
  });

  it('tell what waits in the spool and since when', () => {
    const said = text({
      spool: {
        state: 'spooling',
        since: NOW - 60_000,
        reason: 'database is locked',
        messages: 40,
        bytes: 16_000_000,
        limitBytes: 1e9,
        whenFull: 'refuse',
        oldestAt: NOW - 59_000,
        drainedPerSecond: 0,
        lost: 3,
        damagedBytes: 0,
      },
    });
    expect(said).toContain('lanwarden_spool_state{state="spooling"} 1\n');
    expect(said).toContain('lanwarden_spool_oldest_age_seconds 59\n');
    expect(said).toContain('lanwarden_spool_lost_total 3\n');
  });

  it('say alone that the collector is away', () => {
    expect(metricsText(undefined, NOW).trimEnd().split('\n').at(-1)).toBe('lanwarden_collector_up 0');
  });
});
