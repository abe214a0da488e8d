// What findings say. One line of title, one sentence of summary, reasons with what was expected and what was seen. Values are log text.

import type { Reason } from '#src/alerts/alert.js';
import { format } from '#src/portal/page/format.js';
import type { MatchRecord } from '../match-record.js';
import type { Rule } from '../rule.js';
import { fieldWord, fieldWords, queryName } from '../words/fields.js';
import { namedPairs } from './key.js';
import type { Context } from './agreement.js';
import type { Completed } from './windows/window.js';

type Seen = Pick<Completed, 'count' | 'first' | 'last'>;

/** The rule, and who; of a baseline, who and what is the oddest. */
export function findingTitle(
  { name, detect }: Rule,
  key: string,
  { reasons = [] }: Pick<MatchRecord, 'reasons'> = {},
): string {
  const values = namedPairs(key).map(([, value]) => shortened(value));
  const [strongest] = reasons;
  if (detect.kind === 'anomaly' && strongest !== undefined && values.length > 0)
    return `Unusual for ${values.join(', ')}: ${withoutNames(strongest.what, values)}`;
  return values.length === 0 ? name : `${name}: ${values.join(', ')}`;
}

export function findingSummary(
  rule: Rule,
  key: string,
  found: Completed,
  record: Pick<MatchRecord, 'score' | 'summary'>,
): string {
  const { detect } = rule;
  const where = whereOf(key);
  switch (detect.kind) {
    case 'distinct': {
      const { count, some, isMore } = distinctOf(detect, found);
      const values = `${atLeast(count, isMore)} different ${fieldWords(detect.field)} (${list(some, isMore ? Infinity : count)})`;
      const among = found.count === count ? '' : ` in ${events(rule, found.count)}`;
      return `${values}${among}${where} within ${spanOf(found)}; the rule fires at ${bound(detect)}.`;
    }
    case 'first-seen':
      return `${firstTime(detect.field, key, found.newValues ?? [])}.`;
    case 'anomaly':
      if (record.summary !== undefined) return record.summary.endsWith('.') ? record.summary : `${record.summary}.`;
      return `A score of ${record.score ?? detect.score}${where}; the rule fires at ${detect.score}.`;
    default:
      return countSummary(rule, key, found) ?? `${rule.name}${where}.`;
  }
}

/** Of an alert as a whole, after it grew; undefined where what was said stays true. */
export function growthSummary(rule: Rule, key: string, whole: Seen): string | undefined {
  return countSummary(rule, key, whole);
}

/** Of an alert that grew by values that were never seen before. */
export function newsSummary(rule: Rule, key: string, newValues: readonly string[], whole: Seen): string | undefined {
  if (rule.detect.kind !== 'first-seen') return undefined;
  return `${firstTime(rule.detect.field, key, newValues)}; ${events(rule, whole.count)} with new ones within ${spanOf(whole)}.`;
}

export function findingReasons(
  rule: Rule,
  key: string,
  found: Completed,
  record: Pick<MatchRecord, 'score' | 'reasons'>,
  { byReceipt }: Pick<Context, 'byReceipt'>,
): readonly Reason[] {
  const given = record.reasons ?? [];
  // Those of a baseline with points add up to the score: to say the score among them would count it twice.
  const isWhole = given.some(({ points }) => points !== undefined);
  const reasons = [...(isWhole ? [] : [mainReason(rule, whereOf(key), found, record)]), ...given];
  if (byReceipt > 0)
    reasons.push({
      what: `Time of receipt taken for ${format.number(byReceipt)} of its events: their own is more than 10 min off`,
    });
  return reasons;
}

function mainReason(rule: Rule, where: string, found: Completed, { score }: Pick<MatchRecord, 'score'>): Reason {
  const { detect } = rule;
  const what = `${capitalized(rule.counts || 'events')}${where}`;
  const seen = `${format.number(found.count)} within ${spanOf(found)}`;
  switch (detect.kind) {
    case 'threshold':
      return { what, expected: `fewer than ${bound(detect)}`, actual: seen };
    case 'distinct': {
      const { count, some, isMore } = distinctOf(detect, found);
      const actual = `${atLeast(count, isMore)} within ${spanOf(found)}: ${list(some, isMore ? Infinity : count)}`;
      return {
        what: `Different ${fieldWords(detect.field)}${where}`,
        expected: `fewer than ${bound(detect)}`,
        actual,
      };
    }
    case 'sequence':
      return {
        what: `Steps one after the other${where}`,
        expected: `not all ${detect.steps.length} within ${windowOf(detect)}`,
        actual: `all within ${spanOf(found.steps ?? found)}`,
      };
    case 'first-seen':
      return {
        what: `${capitalized(fieldWord(detect.field))}${where}`,
        expected: 'a value seen before',
        actual: list(found.newValues ?? []),
      };
    case 'anomaly':
      return { what: `Score${where}`, expected: `below ${detect.score}`, actual: String(score ?? detect.score) };
    default:
      return { what, expected: 'none', actual: found.count === 1 ? '1' : seen };
  }
}

function distinctOf(
  { count }: { readonly count: number },
  { distinct }: Completed,
): NonNullable<Completed['distinct']> {
  return distinct ?? { count, some: [], isMore: false };
}

/** `20 or more` */
function atLeast(count: number, isMore: boolean): string {
  return `${format.number(count)}${isMore ? ' or more' : ''}`;
}

/** `User bob on web1 for the first time` */
function firstTime(field: string, key: string, values: readonly string[]): string {
  const what =
    values.length === 1
      ? `${fieldWord(field)} ${shortened(values[0] ?? '')}`
      : `${format.number(values.length)} ${fieldWords(field)} (${list(values)})`;
  return `${capitalized(what)}${whereOf(key)} for the first time`;
}

/** For kinds whose count says it all. */
function countSummary(rule: Rule, key: string, seen: Seen): string | undefined {
  const { name, detect } = rule;
  const where = whereOf(key);
  if (detect.kind === 'threshold')
    return `${events(rule, seen.count)}${where} within ${spanOf(seen)}; the rule fires at ${bound(detect)}.`;
  if (detect.kind === 'sequence') {
    const steps = detect.steps.map(({ what }, index) => what || `step ${index + 1}`).join(', then ');
    const order = `the rule fires when they follow one another within ${windowOf(detect)}`;
    return `${capitalized(steps)}${where}, ${events(rule, seen.count)} within ${spanOf(seen)}; ${order}.`;
  }
  if (detect.kind !== 'match') return undefined;
  const often = seen.count === 1 ? '' : `, ${format.number(seen.count)} times within ${spanOf(seen)}`;
  return `${capitalized(name)}${where}${often}.`;
}

/** `8 failed logons` */
function events({ counts }: Rule, count: number): string {
  return `${format.number(count)} ${count === 1 ? 'event' : counts || 'events'}`;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `a country never seen for alice` of alice: `a country never seen` */
function withoutNames(what: string, names: readonly string[]): string {
  const tail = names.map((name) => ` for ${name}`).find((each) => what.endsWith(each));
  return tail === undefined ? what : what.slice(0, -tail.length);
}

const MAX_SHOWN_CHARS = 100;
const MAX_LISTED = 10;

/** How a key's fields read in a sentence; others are named. */
const WORDS: Readonly<Record<string, string>> = {
  'source.ip': 'from',
  'source.port': 'from port',
  'destination.ip': 'to',
  'destination.port': 'to port',
  'user.name': 'for user',
  'user.target.name': 'on account',
  'group.name': 'in group',
  'host.name': 'on',
  'process.name': 'in',
  'dns.question.name': 'for domain',
  'lanwarden.source': 'sent by',
};

/** ` from 203.0.113.7 on web1`, or nothing. */
function whereOf(key: string): string {
  return namedPairs(key)
    .map(([field, value]) => ` ${WORDS[field] ?? `with ${queryName(field)}`} ${shortened(value)}`)
    .join('');
}

function bound({ count, windowSeconds }: { readonly count: number; readonly windowSeconds: number }): string {
  return `${format.number(count)} within ${format.duration(windowSeconds)}`;
}

const windowOf = ({ windowSeconds }: { readonly windowSeconds: number }): string => format.duration(windowSeconds);

/** Rounded up: what happens at once takes a second. */
function spanOf({ first, last }: Pick<Seen, 'first' | 'last'>): string {
  return format.duration(Math.max(1, Math.ceil((last - first) / 1_000)));
}

function list(values: readonly string[], all = values.length): string {
  const named = values.slice(0, MAX_LISTED).map(shortened).join(', ');
  return all > Math.min(values.length, MAX_LISTED) ? `${named}, …` : named;
}

function shortened(value: string): string {
  return value.length <= MAX_SHOWN_CHARS ? value : `${value.slice(0, MAX_SHOWN_CHARS)}…`;
}
