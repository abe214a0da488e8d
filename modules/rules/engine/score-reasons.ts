// What a baseline says in an event: the sentence, and reasons in parallel arrays, one place a reason (modules/baselines). Whatever gave
// the score may have left all of it out but the first.

import type { Reason } from '#src/alerts/alert.js';
import type { FieldValue, LogEvent } from '#src/event/event.js';
import { ownText } from './own-text.js';

const MAX_REASONS = 20;
const MAX_REASON_CHARS = 300;
const MAX_SUMMARY_CHARS = 1_000;

/** Of whom a score is: `user:alice`, `ip:203.0.113.7`, `host:web1`. */
export const SCORED_ENTITY = 'lanwarden.entity';

export interface ScoreWords {
  /** One sentence, without a full stop; undefined: none was given. */
  readonly summary: string | undefined;
  /** Strongest first. */
  readonly reasons: readonly Reason[];
}

export function scoreWords(event: LogEvent): ScoreWords {
  const summary = event['lanwarden.summary'];
  return {
    summary: typeof summary === 'string' && summary !== '' ? ownText(summary, MAX_SUMMARY_CHARS) : undefined,
    reasons: reasonsOf(event),
  };
}

function reasonsOf(event: LogEvent): readonly Reason[] {
  const whats = textsOf(event['lanwarden.reasons']).slice(0, MAX_REASONS);
  const codes = textsOf(event['lanwarden.reason.code']);
  const expected = textsOf(event['lanwarden.reason.expected']);
  const actual = textsOf(event['lanwarden.reason.actual']);
  const points = textsOf(event['lanwarden.reason.points']);
  return whats.map((what, at) => ({
    ...text('code', codes[at]),
    what: ownText(what, MAX_REASON_CHARS),
    ...text('expected', expected[at]),
    ...text('actual', actual[at]),
    ...pointsOf(points[at]),
  }));
}

function text<Name extends string>(name: Name, value: string | undefined): { readonly [name in Name]?: string } {
  if (value === undefined || value === '') return {};
  return { [name]: ownText(value, MAX_REASON_CHARS) } as { readonly [name in Name]: string };
}

/** One digit behind the point: nobody reads more, and parts that were whole still add up. */
function pointsOf(value: string | undefined): Pick<Reason, 'points'> {
  const points = value === undefined || value === '' ? NaN : Number(value);
  return Number.isFinite(points) ? { points: Math.round(points * 10) / 10 } : {};
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value.map(String) : [String(value)];
}
