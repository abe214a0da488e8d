// What the API of baselines takes and answers with.

import { z } from 'zod';
import { ENTITY_KINDS } from '../engine/entity.js';
import { REASON_CODES, type ReasonCode } from '../engine/reason.js';
import { VERDICT_KINDS } from '../engine/verdict.js';
import { FINDING_SHOWS } from '../findings/finding.js';

const CODES = Object.keys(REASON_CODES) as [ReasonCode, ...ReasonCode[]];
const instant = z.iso.datetime();
const date = z.iso.date().describe('Day in the installation’s zone (time.zone)');
const text = (what: string): z.ZodDefault<z.ZodString> => z.string().max(600).default('').describe(what);

export const findingsQuery = z.object({
  entity: text('user:NAME, ip:ADDRESS or host:NAME, whole'),
  q: text('Part of a name'),
  kind: z
    .enum(['', ...ENTITY_KINDS])
    .default('')
    .describe('Only users, addresses or hosts'),
  from: z
    .union([z.literal(''), date])
    .default('')
    .describe('First day, as 2026-11-20'),
  to: z
    .union([z.literal(''), date])
    .default('')
    .describe('Last day'),
  minScore: z.coerce.number().min(0).max(100).default(0).describe('75: found as often as the budget says'),
  state: z
    .enum(['', ...FINDING_SHOWS])
    .default('')
    .describe('open: to be judged; judged: with a verdict; empty: any'),
  verdict: z.enum(['', ...VERDICT_KINDS]).default(''),
  code: z
    .enum(['', ...CODES])
    .default('')
    .describe('Only with a reason of this code'),
  order: z.enum(['newest', 'score']).default('newest'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).default('').describe('`next` of the page before'),
});

const entityShape = z.object({ kind: z.enum(ENTITY_KINDS), name: z.string() });

const reasonShape = z.object({
  code: z.enum(CODES),
  what: z.string(),
  expected: z.string(),
  actual: z.string(),
  points: z.number().describe('Its part of the score'),
  value: z.string().optional().describe('What a verdict can be about'),
});

export const findingShape = z.object({
  id: z.number().int(),
  entity: entityShape,
  day: date,
  score: z.number().describe('The highest of the day, 0..100'),
  time: instant.describe('When that was'),
  state: z.enum(['ready', 'learning', 'muted']).describe('Only what is ready becomes alerts'),
  origin: z.enum(['live', 'history']).describe('history: found by the training, never raises alerts'),
  summary: z.string(),
  reasons: z.array(reasonShape),
  events: z.array(z.string()).describe('Ids, strongest first, at most 20'),
  hours: z.array(z.number()).describe('24: the highest score by hour of the day'),
  first: instant,
  last: instant,
  updated: instant,
  verdict: z.object({ id: z.string(), kind: z.enum(VERDICT_KINDS) }).nullable(),
});

export const findingsPage = z.object({
  findings: z.array(findingShape),
  next: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

export const newVerdictShape = z.strictObject({
  kind: z
    .enum(VERDICT_KINDS)
    .describe('benign: normal from now on; expected: normal until `until`; malicious: an attack, which never teaches'),
  scope: z.enum(['entity', 'everybody']).default('entity'),
  about: z
    .array(z.strictObject({ code: z.enum(CODES), value: z.string().max(400).optional() }))
    .max(20)
    .optional()
    .describe('Reasons of the finding; left out: all of them'),
  until: z.iso.datetime({ offset: true }).optional().describe('With expected, and required then; at most a year ahead'),
});

export const verdictShape = z.object({
  id: z.string(),
  kind: z.enum(VERDICT_KINDS),
  entity: z.string().nullable().describe('user:alice; null: everybody'),
  about: z.array(z.object({ code: z.enum(CODES), value: z.string().optional() })),
  day: date,
  until: instant.nullable(),
  finding: z.number().int().nullable(),
  by: z.string(),
  given: instant,
  revoked: instant.nullable(),
});

const learningShape = z.object({
  day: z.number(),
  days: z.number(),
  events: z.number(),
  confidence: z.number().describe('0..1'),
  isReady: z.boolean(),
  limits: z.array(z.string()).describe('What cannot be known yet, or at this size'),
});

export const baselineShape = z.object({
  entity: entityShape,
  through: date.describe('The last day that was learned'),
  learning: learningShape,
  hours: z.array(z.number()).describe('168, from Monday 00h: share of its active hours'),
  dimensions: z.array(
    z.object({
      code: z.enum(CODES),
      title: z.string(),
      values: z.array(z.object({ value: z.string(), days: z.number(), first: date.optional(), last: date })),
      more: z.number().describe('Values beside these'),
    }),
  ),
  rates: z.array(
    z.object({
      code: z.enum(CODES),
      title: z.string(),
      mean: z.number(),
      hours: z.number(),
      high: z.number().describe('About one hour in a hundred is above it'),
    }),
  ),
  findings: z.array(findingShape).describe('The newest 20'),
});

const autoencoderShape = z.object({
  backend: z.enum(['node', 'wasm', 'cpu']),
  trained: instant,
  seconds: z.number(),
  rows: z.number(),
  epochs: z.number(),
  loss: z.number(),
});

export const runShape = z.object({
  id: z.number().int(),
  started: instant,
  ended: instant.nullable(),
  why: z.enum(['night', 'start', 'import', 'person']),
  by: z.string().nullable(),
  anew: z.boolean(),
  outcome: z.enum(['running', 'done', 'cancelled', 'failed']),
  error: z.string().nullable(),
  days: z.number(),
  events: z.number(),
  seconds: z.number(),
  through: date.nullable(),
  notes: z.array(z.string()),
});

export const statusShape = z.object({
  learning: learningShape.nullable().describe('Of the whole; null while the collector is away'),
  budget: z.number().describe('Findings a day'),
  mode: z.enum(['on', 'test']),
  model: z
    .object({ through: date, published: instant, autoencoder: autoencoderShape.nullable() })
    .nullable()
    .describe('null: nothing was learned yet'),
  stage: z
    .object({
      through: date.nullable(),
      entities: z.object({ users: z.number(), ips: z.number(), hosts: z.number() }),
      counts: z.record(z.string(), z.number()).describe('What bounds left out'),
      damaged: z.array(z.string()).describe('Entities that start anew'),
      microsecondsPerEvent: z.number(),
    })
    .nullable()
    .describe('As the collector scores; null while it is away'),
  elsewhere: z
    .string()
    .nullable()
    .describe('Of several portals on one database: the one that trains and whose collector scores; null: this one'),
  training: z.object({
    running: runShape.nullable(),
    progress: z
      .object({
        phase: z.string(),
        day: date.nullable(),
        dayNumber: z.number(),
        days: z.number(),
        events: z.number(),
        eventsPerSecond: z.number(),
        secondsLeft: z.number().nullable(),
      })
      .nullable(),
    last: runShape.nullable(),
    next: instant,
  }),
  geoip: z.string().nullable(),
});

export const trainRequest = z.strictObject({
  anew: z.boolean().default(false).describe('Forget the model and learn baselines.historyDays of what is stored'),
});
