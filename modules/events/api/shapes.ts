// What the API answers with, for OpenAPI.

import { z } from 'zod';

export const eventShape = z
  .record(z.string(), z.unknown())
  .describe('Flat, dotted ECS names; times are ISO 8601 in UTC; absent fields are left out');
const leftOut = z
  .array(z.string())
  .optional()
  .describe('Segments of the range that cannot be read: their events are missing. Left out where there are none');
export const pageShape = z.object({
  events: z.array(eventShape),
  next: z
    .string()
    .nullable()
    .describe('`cursor` of the next page; null on the last. A page of very long messages ends before its limit'),
  leftOut,
});
export const aroundShape = z.object({
  events: z.array(eventShape).describe('Ascending in time, the event itself among them'),
});
export const countShape = z.object({ count: z.number().int(), leftOut });
const entries = z.array(z.object({ value: z.string(), count: z.number().int() }));
export const topShape = z.object({ field: z.string(), values: entries, leftOut });
export const facetsShape = z.object({ fields: z.record(z.string(), entries), leftOut });
export const histogramShape = z.object({
  interval: z.number().int().describe('ms'),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  buckets: z
    .array(
      z.object({
        time: z.iso.datetime(),
        count: z.number().int(),
        key: z.string().optional().describe('The value of `by`; empty where the event has none'),
      }),
    )
    .describe('Ascending; empty buckets are left out'),
  leftOut,
});
