// What a node tells the others of its collector, as it lies in the table `nodes`: bounded when it is written, and looked at when it is
// read, because another version may have written it.

import { isIP } from 'node:net';
import { z } from 'zod';
import type { LedgerRow } from '../collector/write/ledger.js';
import { FURTHER_SOURCES } from '../event/source-name.js';
import type { CollectorHealth } from '../link/messages.js';
import { sumOf } from './ledger-sum.js';

const MOST_SOURCES = 2_000;
const MAX_BYTES = 1_000_000;

/** At most 1 MB of JSON. */
export function healthText(health: CollectorHealth): string {
  const parsers = health.parsers.filter(({ state }) => state === 'failed');
  for (let most = MOST_SOURCES; ; most = Math.floor(most / 2)) {
    const ledger = loudest(health.ledger, most);
    const text = JSON.stringify({ ...health, parsers, ledger, leftOut: Math.max(0, health.ledger.length - most) });
    if (Buffer.byteLength(text) <= MAX_BYTES) return text;
    if (most === 0) return JSON.stringify({ ...health, parsers: [], pluginProblems: [], pulls: [], ledger });
  }
}

/** Those with names of their own before mere addresses, of each kind the ones with most messages; the others are one row. */
function loudest(ledger: readonly LedgerRow[], most: number): readonly LedgerRow[] {
  if (ledger.length <= most) return ledger;
  const isNamed = ({ source }: LedgerRow): number => (isIP(source) === 0 ? 1 : 0);
  const sorted = ledger.toSorted((a, b) => isNamed(b) - isNamed(a) || b.received - a.received);
  return [...sorted.slice(0, most), { ...sumOf(sorted.slice(most)), source: FURTHER_SOURCES }];
}

const count = z.number();
const row = z.object({
  source: z.string(),
  received: count,
  stored: count,
  duplicate: count,
  filtered: count,
  limited: count,
  refused: count,
  failed: count,
  queued: count,
  lost: count,
  dropped: count,
  lastReceived: count.exactOptional(),
  balanced: z.boolean(),
});
const histogram = z.object({ bounds: z.array(count), counts: z.array(count), sum: count });
const nodeHealth = z.object({
  startedAt: count,
  version: z.string(),
  state: z.enum(['running', 'draining']),
  memoryBytes: count,
  listeners: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['listening', 'off', 'failed']),
      address: z.string(),
      port: count,
      lastError: z.string().exactOptional(),
    }),
  ),
  ledger: z.array(row),
  balanced: z.boolean(),
  leftOut: count.default(0),
  lostAtStart: count.default(0),
  unansweredAtStart: count.default(0),
  turnedAway: count.default(0),
  ratePerSecond: count,
  store: z.object({
    segments: count,
    rows: count,
    bytes: count,
    trouble: z.string().exactOptional(),
    connections: z
      .array(z.object({ name: z.string(), limit: count, open: count, inUse: count, waiting: count }))
      .exactOptional(),
    clockDoubt: z.object({ aheadMs: count, against: z.enum(['server', 'itself']) }).exactOptional(),
  }),
  spool: z
    .object({
      state: z.enum(['off', 'direct', 'spooling', 'draining']),
      since: count.exactOptional(),
      reason: z.string().exactOptional(),
      messages: count,
      bytes: count,
      limitBytes: count,
      whenFull: z.enum(['refuse', 'dropOldest']),
      oldestAt: count.exactOptional(),
      drainedPerSecond: count,
      refusing: z.string().exactOptional(),
      lost: count,
      damagedBytes: count,
    })
    .exactOptional(),
  pressure: z
    .object({
      queueBytes: count,
      queueLimitBytes: count,
      queueEvents: count,
      refused: count.exactOptional(),
      commitSeconds: histogram,
      commitEvents: histogram,
    })
    .exactOptional(),
});

/** Of a collector's report, what others need to know. */
export type NodeHealth = z.infer<typeof nodeHealth>;

/** Undefined for what is none: a version that tells it otherwise. */
export function readHealth(text: string): NodeHealth | undefined {
  try {
    return nodeHealth.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // no JSON
  }
}
