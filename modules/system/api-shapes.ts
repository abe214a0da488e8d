// The shapes of the API's answers, for OpenAPI.

import { z } from 'zod';
import { COUNTERS, type Counter } from './ledger-table.js';

const count = z.number().int();
const time = z.string().describe('ISO 8601, UTC');
const counters = z.object(
  Object.fromEntries(COUNTERS.map((counter) => [counter, count])) as Record<Counter, typeof count>,
);

export const ledgerAnswer = z.object({
  balanced: z.boolean().describe('Whether the equation holds for each source'),
  time,
  sources: z.array(counters.extend({ source: z.string(), balanced: z.boolean(), lastReceived: time.optional() })),
  total: counters,
});

const listener = z.object({
  name: z.string(),
  transport: z.string(),
  state: z.enum(['listening', 'off', 'failed']),
  address: z.string(),
  port: count,
  connections: count.describe('Open now'),
  frames: count.describe('Messages since the listener started'),
  bytes: count,
  dropped: count.describe('Lost here before they became messages: kernel drops, HTTP elements turned away'),
  unreadable: count.optional().describe('Of those dropped: what came damaged or in part; left out: none'),
  refused: count.describe('Connections or requests turned away'),
  lastError: z.string().optional(),
  warnings: z.array(z.string()),
  limited: count.optional().describe('UDP: messages over the limit of their sender; left out: none'),
  limitedPeers: z.array(z.object({ address: z.string(), messages: count })).optional(),
  kernelDropped: count.optional().describe('UDP: of those dropped, by the kernel; left out: unknown on this system'),
  receiveQueueBytes: count.optional().describe('UDP: how much of the receive buffer is taken'),
  receiveBufferBytes: count.optional().describe('UDP, as the kernel reports it (Linux: twice what it grants)'),
});

export const healthAnswer = z.object({
  time,
  status: z.enum(['well', 'attention', 'problem']),
  findings: z
    .array(
      z.object({
        severity: z.enum(['problem', 'warning', 'note']),
        what: z.string(),
        next: z.string(),
        command: z.string().optional(),
        href: z.string().optional(),
      }),
    )
    .describe('What needs a person, and the next step'),
  collector: z.object({
    state: z.enum(['running', 'draining', 'away']),
    awaySince: time.optional(),
    restarts: count.describe('Seen by this portal'),
    pid: count.optional(),
    version: z.string().optional(),
    startedAt: time.optional(),
    memoryBytes: count.optional(),
    ratePerSecond: z.number().optional().describe('Messages in the last second'),
    balanced: z.boolean().optional(),
  }),
  listeners: z.array(listener),
  parsers: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['on', 'off', 'failed']),
      claimed: count,
      errors: count,
      lastError: z.string().optional(),
    }),
  ),
  store: z
    .object({
      segments: count,
      rows: count,
      bytes: count,
      freeDiskBytes: count.optional(),
      trouble: z.string().optional(),
      problems: z
        .array(z.object({ segment: z.string(), message: z.string() }).readonly())
        .readonly()
        .optional()
        .describe('Segments that cannot be read: their events are missing from searches, counts and exports'),
    })
    .optional(),
  spool: z
    .object({
      state: z.enum(['off', 'direct', 'spooling', 'draining']),
      reason: z.string().optional(),
      since: time.optional(),
      oldestAt: time.optional(),
      messages: count.describe('On disk, on their way to the store'),
      bytes: count,
      limitBytes: count,
      whenFull: z.enum(['refuse', 'dropOldest']),
      drainedPerSecond: z.number(),
      refusing: z.string().optional(),
      lost: count,
      damagedBytes: count,
    })
    .optional()
    .describe('Messages that wait on disk while the store is away or behind'),
  pressure: z
    .object({ queueBytes: count, queueLimitBytes: count, queueEvents: count, refused: count.optional() })
    .optional()
    .describe(
      'What waits in memory for the store; refused: there was no room for them, since the collector started, without those over HTTP and RELP, of pulls and imports, which come again',
    ),
  portal: z.object({
    pid: count,
    version: z.string(),
    node: z.string(),
    database: z.string(),
    uptimeSeconds: z.number(),
    memoryBytes: count,
  }),
});
