// A collector's report in its real shape, for tests: everything well; say what is different.

import { Pressure } from '#src/collector/write/pressure.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { VERSION } from '#src/version.js';

type Listener = CollectorHealth['listeners'][number];
type Row = CollectorHealth['ledger'][number];

export function collectorHealth(different: Partial<CollectorHealth> = {}): CollectorHealth {
  const ledger = different.ledger ?? [];
  return {
    role: 'full',
    pid: 4242,
    startedAt: 1_795_165_200_000,
    version: VERSION,
    fingerprint: 'f',
    state: 'running',
    listeners: [
      listener({ name: 'udp', transport: 'udp', receiveBufferBytes: 16_777_216, kernelDropped: 0 }),
      listener({ name: 'tcp' }),
    ],
    ledger,
    balanced: ledger.every(({ balanced }) => balanced),
    parsers: [{ id: 'linux-auth', title: 'Linux logons', state: 'on', claimed: 12, errors: 0 }],
    pluginProblems: [],
    pressure: new Pressure().health({ queueBytes: 0, queueLimitBytes: 67_108_864, queueEvents: 0, refused: 0 }),
    store: { segments: 2, rows: 1_234_567, bytes: 456_000_000, freeDiskBytes: 50_000_000_000 },
    ratePerSecond: 42,
    memoryBytes: 90_000_000,
    ...different,
  };
}

export function listener(different: Partial<Listener> = {}): Listener {
  const counters = { connections: 0, frames: 0, bytes: 0, dropped: 0, refused: 0 };
  return {
    name: 'tcp',
    transport: 'tcp',
    state: 'listening',
    address: '::',
    port: 5514,
    warnings: [],
    ...counters,
    ...different,
  };
}

/** Balanced as the collector would say it, unless told otherwise. */
export function ledgerRow(different: Partial<Row> & { readonly source: string }): Row {
  const zero = {
    received: 0,
    stored: 0,
    duplicate: 0,
    filtered: 0,
    limited: 0,
    refused: 0,
    failed: 0,
    queued: 0,
    lost: 0,
    dropped: 0,
  };
  const row = { ...zero, balanced: true, ...different };
  const ended =
    row.stored + row.duplicate + row.filtered + row.limited + row.refused + row.failed + row.queued + row.lost;
  return { ...row, balanced: row.received === ended };
}
