// Samples of a shipped rule: what must raise it and what must not. Raw lines with {time} and {n} in them, which go through decode and
// parse, or plain fields where no parser of ours gives them; for a watch, the state that it looks at. They are the rule's test and its
// documentation.

import { z } from 'zod';
import { ruleSchema } from '../rule.js';
import { stateSchema } from './state-sample.js';

/** The time of the first event where a sample names none: a Tuesday morning. */
const DEFAULT_START = '2026-03-03T10:00:00Z';
/** A sample is a few lines; more would make the tests slow. */
const MAX_TIMES = 1_000;

const fieldValue = z.union([z.string(), z.number(), z.array(z.string())]);

const sampleEvents = z
  .strictObject({
    /** As it came over the wire. {time} becomes its time (RFC 3339), {n} counts from 1. */
    line: z.string().optional(),
    /** Instead of a line: fields with ECS names. {n} as above; a text of digits alone becomes a number. */
    fields: z.record(z.string(), fieldValue).optional(),
    /** A second line that follows each first one at once. */
    followedBy: z.string().optional(),
    times: z.number().int().min(1).max(MAX_TIMES).default(1),
    everySeconds: z.number().min(0).default(0),
    /** Between the event before and the first of these. */
    afterSeconds: z.number().min(0).default(0),
  })
  .refine(({ line, fields }) => (line === undefined) !== (fields === undefined), 'expected either line or fields');

const sample = z.strictObject({
  what: z.string().min(1),
  /** Of the first event; of the look at a state. */
  at: z.iso.datetime().default(DEFAULT_START),
  /** The installation's zone. */
  zone: z.string().default('UTC'),
  /** In place of the defaults of the same name. */
  lists: z.record(z.string(), z.array(z.string())).default({}),
  events: z.array(sampleEvents).default([]),
  /** Instead of events, for a watch. */
  state: stateSchema.optional(),
});

export const shippedRuleSchema = z
  .strictObject({
    /** Grows with each change that installed copies should get. */
    version: z.number().int().min(1),
    rule: ruleSchema,
    /** Each raises exactly one alert, for this key: values by field. */
    positive: z.array(sample.extend({ key: z.record(z.string(), z.string()) })).min(1),
    /** None of them raises one. */
    negative: z.array(sample).min(1),
  })
  .refine(
    ({ rule: { detect }, positive, negative }) =>
      [...positive, ...negative].every(({ state, events }) =>
        detect.kind === 'watch' ? state?.watch === detect.watch && events.length === 0 : !state && events.length > 0,
      ),
    'expected samples with the state of its watch, or with events for any other rule',
  );

export type ShippedRule = z.infer<typeof shippedRuleSchema>;
export type Sample = ShippedRule['negative'][number];

/** One event of a sample. `time`: ms since 1970. */
export type SampleEvent =
  | { readonly time: number; readonly line: string }
  | { readonly time: number; readonly fields: Readonly<Record<string, string | number | string[]>> };

/** The events of a sample, in order. */
export function eventsOf({ at, events }: Sample): readonly SampleEvent[] {
  const made: SampleEvent[] = [];
  let time = Date.parse(at);
  for (const { line, fields, followedBy, times, everySeconds, afterSeconds } of events) {
    time += afterSeconds * 1_000;
    for (let n = 1; n <= times; n += 1) {
      if (n > 1) time += everySeconds * 1_000;
      const filled = (text: string): string => fill(text, time, n);
      if (line !== undefined) made.push({ time, line: filled(line) });
      if (fields !== undefined) made.push({ time, fields: fillFields(fields, filled) });
      if (followedBy !== undefined) made.push({ time, line: filled(followedBy) });
    }
  }
  return made;
}

function fill(text: string, time: number, n: number): string {
  return text.replaceAll('{time}', new Date(time).toISOString()).replaceAll('{n}', String(n));
}

function fillFields(
  fields: Readonly<Record<string, string | number | string[]>>,
  filled: (text: string) => string,
): Record<string, string | number | string[]> {
  const valueOf = (value: string | number | string[]): string | number | string[] => {
    if (typeof value !== 'string') return value;
    const text = filled(value);
    return /^\d+$/.test(text) ? Number(text) : text;
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, valueOf(value)]));
}
