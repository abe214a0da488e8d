// What a rule is: one schema for the form, the API, the shipped rule set and what is kept. Checks that need more than the shape (queries,
// fields, lists) are in check-rule.ts.

import { z } from 'zod';
import { SEVERITIES } from '#src/alerts/alert.js';

export const RULE_KINDS = [
  'match',
  'threshold',
  'distinct',
  'sequence',
  'first-seen',
  'absence',
  'rate',
  'anomaly',
  'watch',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** Conditions of the installation itself, which no event tells. */
export const WATCHES = [
  'silent-source',
  'clock-jump',
  'parser-drift',
  'disk-full',
  'ledger-broken',
  'messages-lost',
] as const;

/** Longest window that is held in memory and read again after a restart. */
export const MAX_WINDOW_SECONDS = 86_400;
/** Most events a threshold counts to, and most values a distinct one tells apart. */
const MAX_COUNT = 10_000;

const query = z.string().trim().max(4_000).describe('Search that picks the events, in the query language');
const fieldName = z.string().trim().min(1).max(200);
const windowSeconds = z.number().int().min(1).max(MAX_WINDOW_SECONDS);
const count = z.number().int().min(1).max(MAX_COUNT);

const kinds = {
  match: z.strictObject({ kind: z.literal('match'), query }),
  /** `count` events of one key within any `windowSeconds`: span of first to last <= windowSeconds - 1 ms, wherever it begins. */
  threshold: z.strictObject({ kind: z.literal('threshold'), query, count, windowSeconds }),
  /** `count` different values of `field` for one key within any `windowSeconds`. */
  distinct: z.strictObject({ kind: z.literal('distinct'), query, field: fieldName, count, windowSeconds }),
  /** The steps one after the other for one key within `windowSeconds`; a step may ask for several events, and say what it is: `5 failed logons`. */
  sequence: z.strictObject({
    kind: z.literal('sequence'),
    steps: z
      .array(z.strictObject({ query, count: count.default(1), what: z.string().trim().max(60).default('') }))
      .min(2)
      .max(5),
    windowSeconds,
  }),
  /** A value of `field` that was never seen for the key; says nothing while it learns. */
  'first-seen': z.strictObject({
    kind: z.literal('first-seen'),
    query,
    field: fieldName,
    learnDays: z.number().min(0).max(90).default(7),
  }),
  /** Nothing that matches for a key that was heard before, for so long. */
  absence: z.strictObject({ kind: z.literal('absence'), query, silentMinutes: z.number().int().min(1).max(44_640) }),
  /** More (or less) than `factor` times what is usual for this hour of the week. Keys are facet fields. */
  rate: z.strictObject({
    kind: z.literal('rate'),
    query,
    direction: z.enum(['rise', 'fall']).default('rise'),
    factor: z.number().min(1.1).max(1_000).default(5),
    /** Below it nothing is said, however unusual. */
    atLeast: z.number().int().min(1).max(1_000_000).default(100),
    windowSeconds: z.number().int().min(60).max(86_400).default(900),
  }),
  /** `event.risk_score` of a baseline. */
  anomaly: z.strictObject({ kind: z.literal('anomaly'), query, score: z.number().int().min(1).max(100).default(80) }),
  watch: z.strictObject({
    kind: z.literal('watch'),
    watch: z.enum(WATCHES),
    /** What is too much, in the watch's own unit: minutes, seconds, percent points, percent, messages; left out: as the watch says. */
    bound: z.number().min(0).max(1_000_000).optional(),
  }),
} as const;

/** When it is in force, in the installation's zone; left out: always. Both ends of `hours` belong to it; [22, 5] goes over midnight. */
export const scheduleSchema = z.strictObject({
  hours: z.tuple([z.number().int().min(0).max(23), z.number().int().min(0).max(23)]).optional(),
  /** 0 = Monday .. 6 */
  weekdays: z.array(z.number().int().min(0).max(6)).max(7).optional(),
});

export const RULE_STATES = ['on', 'test', 'off'] as const;
export type RuleState = (typeof RULE_STATES)[number];

export const ruleSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and hyphens, at most 63')
    .describe('Stands in addresses and in the webhook'),
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(4_000).default(''),
  /** What its events are, in the plural, for sentences: `failed logons`. */
  counts: z.string().trim().max(60).default(''),
  /** What to do when it fires, for whoever gets the alert. */
  advice: z.string().trim().max(4_000).default(''),
  severity: z.enum(SEVERITIES).default('medium'),
  tags: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}$/))
    .max(20)
    .default([])
    .describe('ATT&CK tactics and techniques as in Sigma: attack.t1110.001'),
  detect: z.discriminatedUnion(
    'kind',
    Object.values(kinds) as unknown as [typeof kinds.match, ...(typeof kinds)[RuleKind][]],
  ),
  /** One alert for each combination of their values; events that lack one are left out. */
  groupBy: z.array(fieldName).max(5).default([]),
  /** A new alert for a key is raised so long after the last one's last event at the earliest; the longer of it, the window and an hour. */
  suppressMinutes: z.number().int().min(0).max(43_200).default(60),
  schedule: scheduleSchema.default({}),
  owner: z.string().trim().max(200).default(''),
  state: z.enum(RULE_STATES).default('on'),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Detection = Rule['detect'];
export type Schedule = Rule['schedule'];

/** What is not to raise: events that match `query` do not count for the rule, or for any rule. */
export interface RuleException {
  readonly id: string;
  /** Undefined: for all rules. */
  readonly ruleId: string | undefined;
  readonly query: string;
  /** ms since 1970; undefined: for ever. */
  readonly expiresAt: number | undefined;
}

/** What the half in the collector gets, and back-tests: all that is on or in test mode. Plain JSON. */
export interface RuleSet {
  /** Changes with every change of what is in here; reports name it. */
  readonly version: string;
  readonly rules: readonly Rule[];
  /** Also those that are over: what was received before and is judged only now still falls under them; see `inForceAt`. */
  readonly exceptions: readonly RuleException[];
  /** `$name` in a query stands for any of these values; see lists.ts. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** IANA zone of hours and weekdays. */
  readonly zone: string;
}

/** Whether an alert goes on with what the rule finds by now: one of test mode ends with it, so that what is found then is told. */
export function goesOn(alert: { readonly isTest?: boolean }, { state }: Pick<Rule, 'state'>): boolean {
  return alert.isTest !== true || state === 'test';
}

/** How long an alert of a rule goes on after its last event, in ms. */
export function quietMs({ detect, suppressMinutes }: Pick<Rule, 'detect' | 'suppressMinutes'>): number {
  const windowMs = 'windowSeconds' in detect ? detect.windowSeconds * 1_000 : 0;
  return Math.max(windowMs, suppressMinutes * 60_000, 3_600_000);
}
