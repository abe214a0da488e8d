// What the API of alerts takes and answers with.

import { z } from 'zod';
import { ALERT_STATES, CLOSE_REASONS, ENTITY_KINDS, SEVERITIES } from '#src/alerts/alert.js';
import { MAX_LISTED } from '#src/alerts/alert-list.js';
import { HISTORY_ACTIONS } from '#src/alerts/kept-alert.js';
import { MAX_COMMENT_CHARS, MAX_NOTE_CHARS } from '#src/alerts/triage.js';

const text = (what: string): z.ZodDefault<z.ZodString> => z.string().max(1_100).default('').describe(what);

export const listQuery = z.object({
  state: z
    .enum(['', 'active', ...ALERT_STATES])
    .default('')
    .describe('active: open or acknowledged; empty: any'),
  severity: z
    .enum(['', ...SEVERITIES])
    .default('')
    .describe('This one and above'),
  q: text('Text in title, summary or the rule’s name'),
  rule: text('Id of the rule'),
  kind: text('Kind of the rule: threshold, absence, ...'),
  source: text('The source (device) that sent its events'),
  entity: text('A name, or user:NAME, ip:ADDRESS, host:NAME, domain:NAME, source:NAME'),
  assignee: text('A name; - for nobody'),
  from: text('With an event from here on: ISO 8601, or -24h, -7d'),
  to: text('With an event before it; a day without a time (2026-11-20) belongs to it, as a whole'),
  test: z.stringbool().default(false).describe('Alerts of rules in test mode in place of the others'),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(100),
  cursor: z.string().max(60).default('').describe('`next` of the page before'),
});

export const alertShape = z.object({
  id: z.string(),
  rule: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
  severity: z.enum(SEVERITIES),
  state: z.enum(ALERT_STATES),
  title: z.string(),
  summary: z.string(),
  entity: z.partialRecord(z.enum(ENTITY_KINDS), z.string()),
  score: z.number().optional(),
  reasons: z.array(
    z.object({
      code: z.string().optional().describe('Of the baselines: new-country, many-hosts, ...'),
      what: z.string(),
      expected: z.string().optional(),
      actual: z.string().optional(),
      points: z.number().optional(),
    }),
  ),
  count: z.number().int().describe('Events'),
  first: z.iso.datetime(),
  last: z.iso.datetime(),
  raised: z.iso.datetime().describe('When it was found'),
  source: z.string().optional(),
  tags: z.array(z.string()).optional().describe('ATT&CK, as in Sigma'),
  advice: z.string().optional(),
  closed: z
    .object({
      reason: z.enum(CLOSE_REASONS).exclude(['unwatched']),
      note: z.string().optional(),
      at: z.iso.datetime(),
      by: z.string().optional().describe('Left out: it ended by itself'),
      isUnwatched: z.literal(true).optional().describe('Nobody looks any more: whether it is over is not known'),
    })
    .optional(),
  assignee: z.string().nullable(),
  query: z.string().describe('Finds all of its events; empty where none does'),
  test: z.boolean(),
  version: z.number().int().describe('Send it back with a change'),
  url: z.string().optional(),
});

export const wholeShape = alertShape.extend({
  events: z
    .array(z.object({ id: z.string(), time: z.iso.datetime(), message: z.string() }))
    .describe('The first 50 and the newest 50, oldest first'),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      who: z.string().nullable(),
      action: z.enum(HISTORY_ACTIONS),
      text: z.string(),
    }),
  ),
});

export const pageShape = z.object({
  alerts: z.array(alertShape),
  next: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

export const change = z.strictObject({
  state: z.enum(ALERT_STATES).optional(),
  reason: z.enum(['true', 'benign', 'false']).optional().describe('With state closed, and required then'),
  note: z.string().trim().max(MAX_NOTE_CHARS).optional().describe('With state closed'),
  assignee: z.string().max(200).nullable().optional().describe('Name of an account; null for nobody'),
  comment: z.string().trim().min(1).max(MAX_COMMENT_CHARS).optional(),
  version: z.number().int().optional().describe('As it was read: 409 when somebody changed the alert since'),
});
