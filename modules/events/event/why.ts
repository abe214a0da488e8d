// Why an event has its score: the sentence and the reasons that the baselines wrote into it, as parallel arrays.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import { baselineEntity, baselineHref } from '#src/portal/events/baseline-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface Why {
  /** '' where the event has none. */
  readonly sentence: string;
  readonly reasons: readonly WhyReason[];
  /** One of them has more than a text. */
  readonly isDetailed: boolean;
  /** Whose baseline it is. */
  readonly entity: { readonly text: string; readonly href: string } | undefined;
  /** Nobody is told of it: it is still learned, muted, or in test mode. */
  readonly state: string | undefined;
}

export interface WhyReason {
  readonly what: string;
  readonly code: string;
  readonly expected: string;
  readonly actual: string;
  readonly points: string;
}

const MAX_CHARS = 400;
/** A score without reasons: of a flood not each event is explained (modules/baselines). */
const SAME_AGAIN =
  'The same as in events shortly before it: the reasons are with the first of them, and in the finding of that day.';
const MAX_REASONS = 20;
const STATES: Readonly<Record<string, string>> = {
  learning: 'Still learning: nobody is told.',
  muted: 'Muted: the same was found before, or somebody said that it is normal. Nobody is told.',
  test: 'Test mode: nobody is told.',
};

/** Undefined where it says nothing about its score. */
export function whyOf(event: LogEvent): Why | undefined {
  const field = (name: string): FieldValue | undefined => event[name as keyof LogEvent] as FieldValue | undefined;
  const [what, code, expected, actual, points] = [
    'lanwarden.reasons',
    ...['code', 'expected', 'actual', 'points'].map((part) => `lanwarden.reason.${part}`),
  ].map((name) => textsOf(field(name)));
  const reasons = what!.slice(0, MAX_REASONS).map((text, at) => ({
    what: text,
    code: code![at] ?? '',
    expected: expected![at] ?? '',
    actual: actual![at] ?? '',
    points: points![at] ?? '',
  }));
  const entity = baselineEntity(field('lanwarden.entity'));
  const said = visibleText(String(field('lanwarden.summary') ?? ''), MAX_CHARS);
  const isSilent = reasons.length === 0 && said === '';
  if (isSilent && entity === undefined) return undefined;
  return {
    sentence: isSilent ? SAME_AGAIN : said,
    reasons,
    isDetailed: reasons.some((reason) => reason.expected !== '' || reason.actual !== '' || reason.points !== ''),
    entity: entity && { text: visibleText(entity.name, 80), href: baselineHref(entity.kind, entity.name) },
    state: STATES[String(field('lanwarden.baseline') ?? '')],
  };
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each) => visibleText(String(each), MAX_CHARS));
}
