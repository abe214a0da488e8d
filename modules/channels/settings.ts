// The module's section of the configuration: where messages may go, and how long another side may take.

import { isIP } from 'node:net';
import { z } from 'zod';
import { rangeMistake } from '#src/collector/identify/cidr.js';

/** `host.example.org`, `*.example.org` */
const HOST_NAME = /^(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?$/i;

const target = z.string().superRefine((text, context) => {
  if (isIP(text) !== 0) return;
  // 10.0.0 is a name by its letters and an address to some programs: nobody means it as a name.
  const isName = HOST_NAME.test(text) && !/^[\d.]+$/.test(text);
  const isRange = text.includes('/') && rangeMistake(text) === undefined;
  if (isName || isRange) return;
  const message = `found ${JSON.stringify(text)}, expected an address, a range (10.0.0.0/8) or a host name (*.example.org)`;
  context.addIssue({ code: 'custom', message });
});

export const channelsSettings = z.strictObject({
  targets: z
    .strictObject({
      private: z
        .boolean()
        .default(true)
        .describe('Whether messages may go to private addresses (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7)')
        .meta({ live: true }),
      // Off: what listens on the loopback alone often trusts whoever reaches it, and a channel's test shows the answer. Who runs
      // Gotify or Home Assistant on this machine uses its address in the network, or switches this on.
      loopback: z
        .boolean()
        .default(false)
        .describe('Whether messages may go to this machine itself (127/8, ::1)')
        .meta({ live: true }),
      allow: z
        .array(target)
        .max(500)
        .default([])
        .describe(
          'When given, messages go nowhere else: addresses, ranges or host names (*.example.org); a range here opens private and loopback addresses too',
        )
        .meta({ live: true }),
      deny: z
        .array(target)
        .max(500)
        .default([])
        .describe('Addresses, ranges or host names that no message goes to, whatever else is allowed')
        .meta({ live: true }),
    })
    .prefault({}),
  timeoutMs: z
    .number()
    .int()
    .min(1_000)
    .max(60_000)
    .default(10_000)
    .describe('How long one try may take, from looking up the name to the whole answer')
    .meta({ live: true }),
});

export type ChannelsSettings = z.infer<typeof channelsSettings>;
export type TargetRules = ChannelsSettings['targets'];
