// The shape of the API's answer, for OpenAPI.

import { z } from 'zod';

const count = z.number().int();
const time = z.string().describe('ISO 8601, UTC');

export const nodesAnswer = z.object({
  time,
  nodes: z.array(
    z.object({
      id: z.string(),
      name: z.string().describe('node.name, or the host name'),
      kind: z.enum(['portal', 'collector']).describe('portal: with a collector of its own'),
      version: z.string(),
      isOtherVersion: z.boolean().describe('Than this portal'),
      isThisPortal: z.boolean(),
      hasDuties: z.boolean().describe('Of all portals one has them: rules, training, retention, messages'),
      state: z
        .enum(['works', 'trouble', 'spooling', 'idle', 'away'])
        .describe(
          'trouble: its store, a listener or its ledger; spooling: messages wait on its disk; idle: its collector does not answer',
        ),
      startedAt: time,
      seenAt: time.describe('ISO 8601, UTC; by the clock of the database'),
      collector: z
        .object({
          ratePerSecond: z.number().describe('Messages in the last second'),
          received: count,
          stored: count,
          lost: count,
          balanced: z.boolean(),
          spooled: count.describe('Messages that wait on its disk'),
          memoryBytes: count,
        })
        .optional()
        .describe('As last known, also while it is away'),
    }),
  ),
});
