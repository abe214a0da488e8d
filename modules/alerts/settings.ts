// The module's section of the configuration.

import { z } from 'zod';

export const alertSettings = z.strictObject({
  keepClosedDays: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(400)
    .describe('Days after its last event that a closed alert is kept')
    .meta({ live: true }),
  keepAtMost: z
    .number()
    .int()
    .min(1_000)
    .max(1_000_000)
    .default(100_000)
    .describe('Alerts kept at all: beyond it closed ones go first, then those that have been quiet longest')
    .meta({ live: true }),
});
