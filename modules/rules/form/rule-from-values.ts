// From what stands in the form to the rule it stands for, unchecked: numbers that are none stay text, so that the schema can say so.

import type { FormValues } from './form-values.js';
import { secondsOf, type Span } from './span.js';

/** As ruleSchema takes it. */
export function ruleFromValues(values: FormValues, id: string): Readonly<Record<string, unknown>> {
  const { name, description, counts, advice, severity, state, owner, suppress, groupBy } = values;
  return {
    id,
    name,
    description,
    counts,
    advice,
    severity,
    state,
    owner,
    tags: values.tags
      .split(/[\s,]+/)
      .filter((tag) => tag !== '')
      .map((tag) => tag.toLowerCase()),
    detect: detectionOf(values),
    groupBy: groupBy.filter((field) => field !== ''),
    suppressMinutes: scaled(suppress, 60),
    schedule: scheduleOf(values),
  };
}

function detectionOf(values: FormValues): Readonly<Record<string, unknown>> {
  const { kind, queries, field } = values;
  const query = queries[0]?.text ?? '';
  const count = number(values.count);
  const windowSeconds = scaled(values.window, 1);
  switch (kind) {
    case 'match':
      return { kind, query };
    case 'threshold':
      return { kind, query, count, windowSeconds };
    case 'distinct':
      return { kind, query, field, count, windowSeconds };
    case 'sequence': {
      const steps = queries.map(({ text }, index) => ({
        query: text,
        count: number(values.stepCounts[index] ?? '1'),
        what: values.stepNames[index] ?? '',
      }));
      return { kind, steps, windowSeconds };
    }
    case 'first-seen':
      return { kind, query, field, learnDays: number(values.learnDays) };
    case 'absence':
      return { kind, query, silentMinutes: scaled(values.silent, 60) };
    case 'rate': {
      const { direction, factor, atLeast } = values;
      return { kind, query, direction, factor: number(factor), atLeast: number(atLeast), windowSeconds };
    }
    case 'anomaly':
      return { kind, query, score: number(values.score) };
    case 'watch':
      return { kind, watch: values.watch, ...(values.bound !== '' && { bound: number(values.bound) }) };
  }
}

function scheduleOf({ hourFrom, hourTo, weekdays }: FormValues): object {
  const hour = (text: string): number | undefined => (/^([01]?\d|2[0-3])$/.test(text) ? Number(text) : undefined);
  const hours = [hour(hourFrom), hour(hourTo)];
  const days = weekdays.map(Number).filter((day) => Number.isInteger(day));
  // One without the other: the schema says that it is missing.
  const isAnytime = hours.every((each) => each === undefined);
  return { ...(!isAnytime && { hours }), ...(days.length > 0 && { weekdays: days }) };
}

function scaled(span: Span, seconds: number): unknown {
  const value = secondsOf(span) / seconds;
  return Number.isNaN(value) ? span.amount : value;
}

function number(text: string): unknown {
  return /^-?\d{1,12}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : text;
}

const MAX_ID_CHARS = 50;

/** From a name, free of those that are `taken`: `failed-logons`, `failed-logons-2`. */
export function idFrom(name: string, isTaken: (id: string) => boolean): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  const plain = letters.replace(/[^a-z0-9]+/g, '-');
  const base = plain.slice(0, MAX_ID_CHARS).replace(/^-+|-+$/g, '') || 'rule';
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!isTaken(id)) return id;
  }
}
