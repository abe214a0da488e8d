// Sources that should have spoken by now: a fixed bound where the source has one (the same answer as its page gives), else its rhythm.

import type { SourceConfig } from '#config/schema.js';
import { isSilent } from '#src/sources/silence.js';
import type { Rule } from '../rule.js';
import { durationText } from './duration-text.js';
import { expectedAt, type Rhythm } from './rhythm.js';
import { sourceKey, type Verdict, type Wrong } from './verdict.js';

export type WatchedSource = Pick<SourceConfig, 'name' | 'expectEveryMinutes' | 'ignore'> & {
  /** ms since 1970; undefined: not known (configuration file). */
  readonly createdAt?: number | undefined;
  /** ms since 1970; undefined: never. */
  readonly lastReceived: number | undefined;
};

export interface Hearing {
  /** ms since 1970: since when the collector takes messages. */
  readonly listeningSince: number;
  /** Undefined while too little is known of a source. */
  readonly rhythmOf: (source: string) => Rhythm | undefined;
  readonly zone: string;
  /** ms */
  readonly now: number;
}

const MINUTE_MS = 60_000;
/** However often a source speaks, so much silence is none (`bound` of the rule, in minutes). */
const LEAST_MINUTES = 15;

export function silentVerdicts(rule: Rule, sources: readonly WatchedSource[], hearing: Hearing): Verdict[] {
  const { detect } = rule;
  const bound = (detect.kind === 'watch' ? detect.bound : undefined) ?? LEAST_MINUTES;
  return sources
    .filter(({ ignore }) => !ignore)
    .map((source) => {
      const wrong =
        source.expectEveryMinutes > 0 ? overBound(source, hearing) : outOfRhythm(source, hearing, bound * MINUTE_MS);
      return wrong === undefined ? spoke(rule.id, source) : { ...wrong, rule: rule.id };
    });
}

type Silent = Omit<Wrong, 'rule'>;

function overBound(source: WatchedSource, { listeningSince, now }: Hearing): Silent | undefined {
  const { expectEveryMinutes, lastReceived, createdAt } = source;
  if (!isSilent(source, { lastReceived, createdAt, listeningSince }, now)) return undefined;
  const expected = `a message at least every ${durationText(expectEveryMinutes * MINUTE_MS)}`;
  return silent(source, now, expected, `expected is ${expected}`, lastReceived ?? createdAt ?? listeningSince);
}

/** While nobody listened nobody could be heard: the silence is counted from the collector's start at the earliest. */
function outOfRhythm(source: WatchedSource, hearing: Hearing, leastMs: number): Silent | undefined {
  const { lastReceived } = source;
  const { now, zone, listeningSince } = hearing;
  const rhythm = hearing.rhythmOf(source.name);
  if (rhythm === undefined || lastReceived === undefined) return undefined;
  const { usualMs, limitMs } = expectedAt(rhythm, now, zone, leastMs);
  if (now - Math.max(lastReceived, listeningSince) <= limitMs) return undefined;
  const usual = `at most ${durationText(usualMs)} of silence is usual at this hour`;
  return silent(source, now, `${usual}; said after ${durationText(limitMs)}`, usual, lastReceived);
}

function silent(
  { name, lastReceived }: WatchedSource,
  now: number,
  expected: string,
  why: string,
  since: number,
): Silent {
  const actual = lastReceived === undefined ? 'never heard' : `silent for ${durationText(now - since)}`;
  return {
    kind: 'wrong',
    key: sourceKey(name),
    since,
    title: `${name} is silent`,
    summary: `${name} was ${lastReceived === undefined ? 'never heard' : `last heard ${durationText(now - since)} ago`}; ${why}.`,
    reasons: [{ what: `no message from ${name}`, expected, actual }],
    entity: { source: name },
    source: name,
  };
}

/** Only a message ends a silence: not that less is expected at night, nor that the collector was started anew. */
function spoke(rule: string, { name, lastReceived = 0 }: WatchedSource): Verdict {
  return {
    kind: 'fine',
    rule,
    key: sourceKey(name),
    heardAt: lastReceived,
    summary: (since) => `${name} speaks again after ${durationText(lastReceived - since)}.`,
  };
}
