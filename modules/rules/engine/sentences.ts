// What findings say. One line of title, one sentence of summary, reasons with what was expected and what was seen. Values are log text.

import type { Reason } from '#src/alerts/alert.js';
import { fieldOf } from '#src/event/fields.js';
import { format } from '#src/portal/page/format.js';
import type { MatchRecord } from '../match-record.js';
import type { Rule } from '../rule.js';
import { keyPairs } from './key.js';
import type { Context } from './live-keys.js';
import type { Completed } from './windows/window.js';

type Seen = Pick<Completed, 'count' | 'first' | 'last'>;

/** The rule, and who. */
export function findingTitle({ name }: Rule, key: string): string {
  const values = keyPairs(key).map(([, value]) => shortened(value));
  return values.length === 0 ? name : `${name}: ${values.join(', ')}`;
}

export function findingSummary(rule: Rule, key: string, found: Completed, record: Pick<MatchRecord, 'score'>): string {
  const { detect } = rule;
  const named = `"${rule.name}"`;
  const where = whereOf(key);
  switch (detect.kind) {
    case 'distinct': {
      const { count, some } = found.distinct ?? { count: detect.count, some: [] };
      const values = `${format.number(count)} different values of ${label(detect.field)} (${list(some, count)})`;
      return `${values} in ${matches(found.count)} of ${named}${where} within ${spanOf(found)}; the rule fires at ${bound(detect)}.`;
    }
    case 'sequence':
      return `The ${detect.steps.length} steps of ${named} one after the other${where}, in ${matches(found.count)} within ${spanOf(found)}; the rule fires within ${windowOf(detect)}.`;
    case 'first-seen':
      return `${firstTime(rule, detect.field, key, found.newValues ?? [])}.`;
    case 'anomaly':
      return `A score of ${record.score ?? detect.score}${where}; ${named} fires at ${detect.score}.`;
    default:
      return countSummary(rule, key, found) ?? `${matches(found.count)} of ${named}${where}.`;
  }
}

/** Of an alert as a whole, after it grew; undefined where what was said stays true. */
export function growthSummary(rule: Rule, key: string, whole: Seen): string | undefined {
  return countSummary(rule, key, whole);
}

/** Of an alert that grew by values that were never seen before. */
export function newsSummary(rule: Rule, key: string, newValues: readonly string[], whole: Seen): string | undefined {
  if (rule.detect.kind !== 'first-seen') return undefined;
  const since = `${matches(whole.count)} with new values within ${spanOf(whole)}`;
  return `${firstTime(rule, rule.detect.field, key, newValues)}; ${since}.`;
}

export function findingReasons(
  rule: Rule,
  key: string,
  found: Completed,
  record: Pick<MatchRecord, 'score' | 'reasons'>,
  { byReceipt }: Pick<Context, 'byReceipt'>,
): readonly Reason[] {
  const reasons = [mainReason(rule, whereOf(key), found, record)];
  for (const reason of record.reasons ?? []) reasons.push({ what: reason });
  if (byReceipt > 0)
    reasons.push({
      what: `Time of receipt taken for ${format.number(byReceipt)} of its events: their own is more than 10 min off`,
    });
  return reasons;
}

function mainReason({ detect }: Rule, where: string, found: Completed, { score }: Pick<MatchRecord, 'score'>): Reason {
  const seen = `${format.number(found.count)} within ${spanOf(found)}`;
  switch (detect.kind) {
    case 'threshold':
      return { what: `Matches${where}`, expected: `fewer than ${bound(detect)}`, actual: seen };
    case 'distinct': {
      const { count, some } = found.distinct ?? { count: detect.count, some: [] };
      const actual = `${format.number(count)} within ${spanOf(found)}: ${list(some, count)}`;
      return {
        what: `Different values of ${label(detect.field)}${where}`,
        expected: `fewer than ${bound(detect)}`,
        actual,
      };
    }
    case 'sequence':
      return {
        what: `Steps one after the other${where}`,
        expected: `not all ${detect.steps.length} within ${windowOf(detect)}`,
        actual: `all within ${spanOf(found)}`,
      };
    case 'first-seen':
      return {
        what: `${label(detect.field)}${where}`,
        expected: 'a value seen before',
        actual: list(found.newValues ?? []),
      };
    case 'anomaly':
      return { what: `Score${where}`, expected: `below ${detect.score}`, actual: String(score ?? detect.score) };
    default:
      return { what: `Matches${where}`, expected: 'none', actual: found.count === 1 ? '1' : seen };
  }
}

function firstTime({ name }: Rule, field: string, key: string, values: readonly string[]): string {
  const what =
    values.length === 1 ? shortened(values[0] ?? '') : `${format.number(values.length)} values (${list(values)})`;
  return `"${name}" saw ${what} as ${label(field)}${whereOf(key)} for the first time`;
}

/** For kinds whose count says it all. */
function countSummary({ name, detect }: Rule, key: string, seen: Seen): string | undefined {
  const what = `${matches(seen.count)} of "${name}"${whereOf(key)}`;
  if (detect.kind === 'threshold') return `${what} within ${spanOf(seen)}; the rule fires at ${bound(detect)}.`;
  if (detect.kind === 'match') return seen.count === 1 ? `${what}.` : `${what} within ${spanOf(seen)}.`;
  return undefined;
}

const MAX_SHOWN_CHARS = 100;
const MAX_LISTED = 20;

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
  return keyPairs(key)
    .map(([field, value]) => ` ${WORDS[field] ?? `with ${label(field)}`} ${shortened(value)}`)
    .join('');
}

/** The alias that people search with. */
function label(field: string): string {
  const def = fieldOf(field);
  return def?.alias ?? def?.name ?? field;
}

const matches = (count: number): string => `${format.number(count)} ${count === 1 ? 'match' : 'matches'}`;

function bound({ count, windowSeconds }: { readonly count: number; readonly windowSeconds: number }): string {
  return `${format.number(count)} within ${format.duration(windowSeconds)}`;
}

const windowOf = ({ windowSeconds }: { readonly windowSeconds: number }): string => format.duration(windowSeconds);

/** Rounded up: what happens at once takes a second. */
function spanOf({ first, last }: Seen): string {
  return format.duration(Math.max(1, Math.ceil((last - first) / 1_000)));
}

function list(values: readonly string[], all = values.length): string {
  const named = values.slice(0, MAX_LISTED).map(shortened).join(', ');
  return all > Math.min(values.length, MAX_LISTED) ? `${named}, …` : named;
}

function shortened(value: string): string {
  return value.length <= MAX_SHOWN_CHARS ? value : `${value.slice(0, MAX_SHOWN_CHARS)}…`;
}
