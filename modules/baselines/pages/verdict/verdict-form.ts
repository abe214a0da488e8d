// What a person says about a finding, as it is sent; and what that means.

import { z } from 'zod';
import { instantOf } from '#src/query/zone.js';
import type { Finding } from '../../findings/finding.js';
import type { NewVerdict } from '../../findings/verdicts.js';
import type { VerdictKind } from '../../engine/verdict.js';
import { dayText } from '../words.js';
import { aboutOf } from './verdict-words.js';

const UNTILS = ['good', '1d', '7d', 'friday', 'date'] as const;

const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);
const many = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.coerce.number().int().min(0).max(20)).max(20).catch([]),
);

export const verdictForm = z.object({
  kind: z.preprocess(last, z.enum(['normal', 'attack']).catch('normal')),
  /** Indexes of the finding’s reasons. */
  about: many,
  scope: z.preprocess(last, z.enum(['entity', 'everybody']).catch('entity')),
  until: z.preprocess(last, z.enum(UNTILS).catch('good')),
  date: z.preprocess(last, z.string().trim().max(40).catch('')),
});
export type VerdictForm = z.infer<typeof verdictForm>;

export type ReadVerdict =
  | { readonly verdict: NewVerdict; readonly untilText: string }
  | { readonly invalid: Readonly<Partial<Record<'about' | 'date', string>>> };

/** @param today day since 1970 in the zone @param zone IANA */
export function readVerdict(form: VerdictForm, finding: Finding, today: number, zone: string): ReadVerdict {
  const chosen = finding.reasons.filter((_, at) => form.about.includes(at));
  if (finding.reasons.length > 0 && chosen.length === 0)
    return { invalid: { about: 'Tick at least one: what of it is meant?' } };
  const about = chosen.length === finding.reasons.length ? undefined : chosen.map(aboutOf);
  const given = { finding: finding.id, about };
  if (form.kind === 'attack') return { verdict: { ...given, kind: 'malicious', scope: 'entity' }, untilText: '' };
  if (form.until === 'good') return { verdict: { ...given, kind: 'benign', scope: form.scope }, untilText: '' };
  const day = lastDayOf(form, today);
  if (typeof day === 'string') return { invalid: { date: day } };
  const until = instantOf(wallOf(day + 1), zone);
  return {
    verdict: { ...given, kind: 'expected' satisfies VerdictKind, scope: form.scope, until },
    untilText: `the end of ${dayText(day)}`,
  };
}

/** The last day on which it holds; a text says what is wrong. */
function lastDayOf({ until, date }: VerdictForm, today: number): number | string {
  if (until === '1d') return today + 1;
  if (until === '7d') return today + 7;
  if (until === 'friday') return nextFriday(today);
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (match === null) return 'Give a date, such as 2026-12-24.';
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const time = Date.UTC(year, month - 1, day);
  if (new Date(time).toISOString().slice(0, 10) !== date) return `${date} is no day of the calendar.`;
  return time / DAY_MS < today ? `${date} is over. Give a day from today on.` : time / DAY_MS;
}

const DAY_MS = 86_400_000;

/** This Friday; on a Friday the next one. Day 0 was a Thursday. */
export function nextFriday(today: number): number {
  const sinceFriday = (((today - 1) % 7) + 7) % 7;
  return today + 7 - sinceFriday;
}

function wallOf(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
