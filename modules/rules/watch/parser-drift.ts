// Sources of which less is understood than before, or whose parser finds less in their messages: an update changed how they write, and
// rules are blind to them until a parser knows it.

import type { Reason } from '#src/alerts/alert.js';
import { type FieldHistory, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import type { Rule } from '../rule.js';
import { type FieldFall, fieldFalls } from './field-falls.js';
import { sourceKey, type Verdict } from './verdict.js';

export interface Understood {
  readonly all: number;
  /** Claimed by a parser. */
  readonly parsed: number;
}

export interface SourceParsing {
  readonly source: string;
  readonly lastHour: Understood;
  /** The seven days before. */
  readonly before: Understood;
}

/** What can be said of one source now; fine when neither fell. */
export interface Drift {
  readonly source: string;
  /** Of a source that said enough. */
  readonly share: SourceParsing | undefined;
  readonly hasShareFallen: boolean;
  readonly falls: readonly FieldFall[];
}

const DEFAULT_BOUND_POINTS = 30;
const LEAST_MESSAGES = 100;
/** A fall of half and more needs fewer points: a parser fills few fields in every message. */
const FIELD_POINTS_SHARE = 0.5;

/** Sources that said too little are left out. */
export function driftsOf(
  rule: Rule,
  sources: readonly SourceParsing[],
  histories: readonly FieldHistory[] = [],
): readonly Drift[] {
  const { detect } = rule;
  const bound = (detect.kind === 'watch' ? detect.bound : undefined) ?? DEFAULT_BOUND_POINTS;
  const shares = new Map(sources.filter(isEnough).map((each) => [each.source, each]));
  const fields = fieldFalls(histories, bound * FIELD_POINTS_SHARE);
  return [...new Set([...shares.keys(), ...fields.judged])].map((source) => {
    const share = shares.get(source);
    const fallen = share === undefined ? 0 : percent(share.before) - percent(share.lastHour);
    return {
      source,
      share,
      hasShareFallen: bound > 0 && share !== undefined && fallen >= bound,
      falls: bound === 0 ? [] : fields.falls.filter((fall) => fall.source === source),
    };
  });
}

/** @param since ms, when the hour began. @param examples of messages that are not understood, at the end of the reasons */
export function driftVerdict(
  rule: Rule,
  { source, share, hasShareFallen, falls }: Drift,
  since: number,
  examples: readonly Reason[] = [],
): Verdict {
  const key = sourceKey(source);
  if (!hasShareFallen && falls.length === 0) {
    const summary = share === undefined ? `Messages of ${source} are read as is usual now.` : fineText(share);
    return { kind: 'fine', rule: rule.id, key, summary: () => summary };
  }
  const reasons = [...(hasShareFallen ? [shareReason(share!)] : []), ...falls.map(fieldReason), ...examples];
  return {
    kind: 'wrong',
    rule: rule.id,
    key,
    since,
    reasons,
    entity: { source },
    source,
    title: hasShareFallen ? `Messages of ${source} are no longer understood` : `Less is found in messages of ${source}`,
    summary: hasShareFallen ? shareText(share!) : fallText(falls[0]!),
  };
}

function isEnough({ lastHour, before }: SourceParsing): boolean {
  return lastHour.all >= LEAST_MESSAGES && before.all >= LEAST_MESSAGES;
}

function fineText({ source, lastHour, before }: SourceParsing): string {
  const [now, usual] = [round(percent(lastHour)), round(percent(before))];
  return `${now} % of the messages of ${source} are understood (${usual} % in the week before).`;
}

function shareText({ source, lastHour, before }: SourceParsing): string {
  const [now, usual] = [round(percent(lastHour)), round(percent(before))];
  return `Parsers understood ${now} % of the ${lastHour.all} messages of ${source} in the last hour; in the week before it was ${usual} %.`;
}

function shareReason({ source, lastHour, before }: SourceParsing): Reason {
  return {
    what: `share of the messages of ${source} that a parser claims`,
    expected: `${round(percent(before))} % (${before.parsed} of ${before.all} in seven days)`,
    actual: `${round(percent(lastHour))} % (${lastHour.parsed} of ${lastHour.all} in an hour)`,
  };
}

function fallText(fall: FieldFall): string {
  const { now, usual, field, parser, source } = fall;
  const [share, was] = [round((100 * now.filled) / now.all), round(100 * usual)];
  if (field === UNDERSTOOD)
    return `A parser of its own read ${share} % of the ${now.all} messages of ${source} ${windowText(fall)}; ${was} % and more is usual.`;
  return `The parser ${parser} found ${field} in ${share} % of the ${now.all} messages of ${source} that it read ${windowText(fall)}; ${was} % and more is usual.`;
}

function fieldReason(fall: FieldFall): Reason {
  const { now, usual, field, parser, source, days } = fall;
  return {
    what:
      field === UNDERSTOOD
        ? `share of the messages of ${source} that a parser of their own reads`
        : `share of the messages of ${source} in which the parser ${parser} finds ${field}`,
    expected: `${round(100 * usual)} % or more (on most of ${days} such days)`,
    actual: `${round((100 * now.filled) / now.all)} % (${now.filled} of ${now.all} ${windowText(fall)})`,
  };
}

function windowText({ window }: FieldFall): string {
  return window === 'hours' ? 'in the last hours' : 'in the last day';
}

function percent({ all, parsed }: Understood): number {
  return (100 * parsed) / all;
}

function round(share: number): number {
  return Math.round(share);
}
