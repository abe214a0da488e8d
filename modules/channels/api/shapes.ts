// What the API says of a channel.

import { z } from 'zod';
import { channelInput } from '../book/channel-input.js';
import { routingSchema } from '../channel.js';

const time = z.iso.datetime();

export const channelAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  settings: z
    .record(z.string(), z.unknown())
    .describe('What stands behind the ? of an address is shown only to who may change channels'),
  secrets: z.array(z.string()).describe('Names of those that are kept; their values are never answered'),
  routing: routingSchema,
  version: z.number().int(),
  createdAt: time,
  updatedAt: time,
  updatedBy: z.string(),
});

export const channelsAnswer = z.object({ channels: z.array(channelAnswer).describe('By name') });

export const madeAnswer = channelAnswer.extend({
  signingSecret: z.string().optional().describe('Of a webhook, when none was given: in this answer only'),
});

export const newChannel = channelInput;

export const channelChange = channelInput
  .omit({ kind: true })
  .partial()
  .extend({ version: z.number().int().describe('The one that was read; 409 with `theirs` when it is not the latest') })
  .describe('What is left out stays; `settings` are merged key by key (null takes one away), and so is `routing`');

export const testAnswer = z.object({
  delivery: z.number().int().nullable().describe('Its number in the delivery log; null while nothing came of it'),
  state: z
    .string()
    .describe('delivered, failed (the other side will not take it), dead (it failed and is not tried again), waiting'),
  error: z.string().nullable(),
});
