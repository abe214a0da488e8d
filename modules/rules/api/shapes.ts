// The shapes of the API for rules and exceptions, for OpenAPI and for checking what is sent.

import { z } from 'zod';
import { SEVERITIES } from '#src/alerts/alert.js';
import { ruleSchema } from '../rule.js';

const time = z.string().describe('ISO 8601, UTC');

export const ruleAnswer = z.object({
  rule: ruleSchema,
  origin: z.enum(['shipped', 'own']),
  version: z.number().int().describe('Send it back with a change'),
  edited: z.boolean().describe('A shipped rule that a person changed in more than its state'),
  updateAvailable: z.boolean().describe('Lanwarden brings a newer text of an edited rule'),
  problem: z.string().nullable().describe('Why it cannot run although it is on'),
  sentence: z.string().describe('What it watches for, in words'),
  matchesToday: z.number().int(),
  lastMatch: time.nullable(),
  alerts7Days: z.number().int(),
  updatedAt: time,
  updatedBy: z.string(),
});

export const rulesAnswer = z.object({ rules: z.array(ruleAnswer) });

/** What is left out has its default; without an id one is made from the name. */
export const newRule = ruleSchema.partial({ id: true });

export const ruleChange = z
  .looseObject({
    version: z.number().int().optional().describe('The one that was read; 409 with `theirs` when it is not the latest'),
  })
  .describe('What is to change, as in `rule`; what is left out stays. `detect` is merged while its kind is the same');

export const exceptionAnswer = z.object({
  id: z.string(),
  rule: z.string().nullable().describe('null: all rules'),
  query: z.string().describe('Events that match it do not count'),
  scope: z.string(),
  reason: z.string(),
  expiresAt: time.nullable().describe('null: for ever'),
  expired: z.boolean(),
  createdAt: time,
  createdBy: z.string(),
  hits: z.number().int().describe('Events that it kept from counting'),
  lastHitAt: time.nullable(),
});

export const exceptionsAnswer = z.object({ exceptions: z.array(exceptionAnswer) });

export const newException = z.strictObject({
  rule: z.string().nullable().default(null).describe('null: all rules'),
  query: z.string(),
  reason: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});

export const exceptionChange = z.strictObject({
  reason: z.string().optional(),
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
});

export const backtestRequest = z.strictObject({
  rule: newRule.describe('The rule to try; it need not be kept'),
  from: z.string().max(60).default('-7d').describe('ISO time, or -24h, -7d, now'),
  to: z.string().max(60).optional().describe('Left out: now, and a minute more for clocks that run ahead'),
});

export const backtestAnswer = z.object({
  alertCount: z.number().int().describe('Also of those that are not listed'),
  keyCount: z.number().int(),
  mostWithin24Hours: z.number().int(),
  budgetPerDay: z.number().int(),
  overBudget: z.boolean(),
  events: z.number().int().describe('That were looked at'),
  from: time,
  to: time.describe('Earlier than what was asked for when it was cut'),
  cut: z.enum(['events', 'time']).nullable(),
  untested: z.string().nullable().describe('Why a rule of this kind cannot be tried'),
  alerts: z.array(
    z.object({
      severity: z.enum(SEVERITIES),
      title: z.string(),
      summary: z.string(),
      entity: z.record(z.string(), z.string()),
      count: z.number().int(),
      first: time,
      last: time,
      events: z.array(z.object({ id: z.string(), time, message: z.string() })),
    }),
  ),
});
