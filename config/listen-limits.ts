// Who may send to a listener, how much of it is taken, and which balancers may say for whom they speak.

import { z } from 'zod';
import { rangeMistake } from '#src/collector/identify/cidr.js';

/** An address or a CIDR range. */
export const range = (): z.ZodString =>
  z
    .string()
    .refine((text) => rangeMistake(text) === undefined, 'an address or a CIDR range (10.0.0.5, 10.0.0.0/8, fd00::/8)');

/** The `allow` of a listener. */
export const allowSchema = z
  .array(range())
  .max(1_000)
  .default([])
  .describe('Addresses or CIDR ranges that may send here; others are refused and counted; empty: all');

/** The `proxyProtocol` of a listener of streams. */
export const proxyProtocolSchema = z
  .strictObject({
    from: z
      .array(range())
      .max(100)
      .default([])
      .describe(
        'Balancers, as addresses or CIDR ranges: their connections must begin with a PROXY header (v1 or v2), which says who the sender is. From anybody else such a header is a message like any other',
      ),
  })
  .prefault({});

// Off by default: no number fits every house (a relay brings the messages of hundreds of devices from one address), and without it nobody
// is starved: TCP senders are read in turns, and where messages would have to be refused the largest UDP senders are limited first.
export const peersSchema = z
  .strictObject({
    ratePerSecond: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe(
        'Messages a second that are taken from one address, before anything looks at them. Over TCP, TLS and RELP the sender is held back, over HTTP its next request is answered 429 with the time to wait, over UDP the rest is counted as limited; 0 = no limit',
      ),
    burst: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('Messages that an address may send at once after a pause; 0 = ten seconds of ratePerSecond'),
    exempt: z
      .array(range())
      .max(1_000)
      .default([])
      .describe('Addresses or CIDR ranges without this limit: relays that bring the messages of many'),
  })
  .prefault({});
