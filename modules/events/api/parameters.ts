// The query parameters of the API, once for reading them and for OpenAPI.

import { z } from 'zod';

export const MAX_LIMIT = 10_000;

export const searchParameters = z.object({
  q: z.string().default('').describe('A query as in the search box; empty: everything'),
  from: z.string().default('').describe('ISO 8601, or -24h, -7d, now; empty: from the beginning'),
  to: z
    .string()
    .default('')
    .describe(
      'Not included, but a day without a time (2026-11-20) is, as a whole. Empty: one minute from now (clocks run ahead), or without an end when `from` is empty too',
    ),
});

export const limit = (max: number, fallback: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(1).max(max).default(fallback).describe(`1 to ${max}`);

export const fieldName = z.string().min(1).max(300).describe('ECS name or alias');
