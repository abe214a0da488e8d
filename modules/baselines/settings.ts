// The module’s section of the configuration.

import { z } from 'zod';

const name = z.string().trim().min(1).max(128);

export const baselinesSettings = z.strictObject({
  budget: z
    .number()
    .min(0.1)
    .max(1_000)
    .default(2)
    .describe('Findings a day for the whole installation: a score of 75 is what is found that often')
    .meta({ live: true }),
  mode: z
    .enum(['on', 'test'])
    .default('on')
    .describe('on: findings from a score of 75 become alerts; test: they are shown and tell nobody')
    .meta({ live: true }),
  trainAtHour: z
    .number()
    .int()
    .min(0)
    .max(23)
    .default(3)
    .describe('Hour of the day, in time.zone, at which the day before is learned')
    .meta({ live: true }),
  historyDays: z
    .number()
    .int()
    .min(14)
    .max(400)
    .default(90)
    .describe('Days of stored events that are learned when there is no model yet, or when history was imported')
    .meta({ live: true }),
  maxUsers: z.number().int().min(10).max(100_000).default(20_000).describe('Accounts that are learned at once'),
  identity: z
    .strictObject({
      aliases: z
        .record(name, name)
        .default({})
        .describe('Account in the logs: name it is learned under, e.g. { adm-alice: alice }')
        .meta({ live: true }),
      shared: z
        .array(name)
        .max(1_000)
        .default([])
        .describe('Accounts that several people use; never taken for the owner of a device; * is any text')
        .meta({ live: true }),
      owners: z
        .record(name, name)
        .default({})
        .describe('Device (host name, MAC or IP address): its owner, e.g. { alices-phone: alice }')
        .meta({ live: true }),
      ignored: z
        .array(name)
        .max(1_000)
        .default([])
        .describe('Accounts that are not learned; * is any text')
        .meta({ live: true }),
    })
    .prefault({})
    .describe('Who is who, where logs cannot tell'),
});

export type BaselinesSettings = z.infer<typeof baselinesSettings>;

/** What the module was configured with; the defaults where it has no section. */
export function readBaselinesSettings(section: unknown): BaselinesSettings {
  return baselinesSettings.parse(section ?? {});
}
