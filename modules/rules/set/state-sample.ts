// What a watch looks at, for samples of the watch rules: their conditions stand in no event. Times are told as they would be to a person;
// test/helpers/state-samples.ts puts them before the watches' own evaluation.

import { z } from 'zod';
import { scheduleSchema } from '../rule.js';

const source = z.string().min(1).default('web1');
const understood = z.strictObject({ all: z.number().int().min(0), parsed: z.number().int().min(0) });

export const stateSchema = z.discriminatedUnion('watch', [
  z.strictObject({
    watch: z.literal('silent-source'),
    source,
    /** Since its last message; left out: it was never heard. */
    silentMinutes: z.number().min(0).optional(),
    /** Since the collector takes messages. */
    listeningMinutes: z.number().min(0).default(40_320),
    /** The bound of its own; 0: its rhythm counts. */
    expectEveryMinutes: z.number().int().min(0).default(0),
    ignore: z.boolean().default(false),
    /** How it spoke in the days before it fell silent; left out: nothing is known. */
    usual: z
      .strictObject({
        everyMinutes: z.number().min(1),
        days: z.number().int().min(1).default(28),
        when: scheduleSchema,
      })
      .optional(),
  }),
  z.strictObject({
    watch: z.literal('clock-jump'),
    source,
    /** Receipt minus what the device said: positive is behind. */
    driftSeconds: z.number(),
    /** At the look before; left out: there was none. */
    beforeSeconds: z.number().optional(),
    messages: z.number().int().min(0).default(32),
  }),
  z.strictObject({
    watch: z.literal('parser-drift'),
    source,
    lastHour: understood,
    weekBefore: understood,
    /** How often a parser finds a field; `usualPercent`: in the lowest hour of most days before. */
    fields: z
      .array(
        z.strictObject({
          parser: z.string(),
          field: z.string(),
          usualPercent: z.number().min(0).max(100),
          lastHours: z.strictObject({ all: z.number().int().min(0), filled: z.number().int().min(0) }),
        }),
      )
      .default([]),
  }),
  z.strictObject({
    watch: z.literal('disk-full'),
    freeGb: z.number().min(0),
    totalGb: z.number().min(0),
    /** `events.minFreeBytes` */
    minFreeGb: z.number().min(0).default(0.5),
  }),
  z.strictObject({
    watch: z.literal('ledger-broken'),
    source,
    received: z.number().int().min(0),
    /** What the other words of the equation come to. */
    accounted: z.number().int().min(0),
  }),
  z.strictObject({
    watch: z.literal('messages-lost'),
    /** Since the look before, which was a minute ago. */
    missing: z.strictObject({
      lost: z.number().int().min(0).default(0),
      failed: z.number().int().min(0).default(0),
      refused: z.number().int().min(0).default(0),
      dropped: z.number().int().min(0).default(0),
    }),
    /** Of the collector, in between: what it had in memory is `lost`. */
    restarted: z.boolean().default(false),
  }),
]);

export type WatchState = z.infer<typeof stateSchema>;
