// What detection hands over, cut to what an alert may hold: titles and values are log text, which may be of any length.

import {
  type AlertEntity,
  type AlertEvent,
  ENTITY_KINDS,
  MAX_FIRST_EVENTS,
  MAX_LAST_EVENTS,
  MAX_MESSAGE_CHARS,
  type NewAlert,
  type Reason,
} from './alert.js';

// Together below what the outbox takes (256 KB), also when JSON writes each character with six.
const MAX_TITLE_CHARS = 300;
const MAX_SENTENCE_CHARS = 1_000;
const MAX_REASON_CHARS = 400;
const MAX_ADVICE_CHARS = 4_000;
const MAX_TAG_CHARS = 100;
const MAX_QUERY_CHARS = 10_000;
/** As entity pages take them. */
const MAX_NAME_CHARS = 1_000;
const MAX_REASONS = 10;
const MAX_TAGS = 20;

export function boundedAlert(alert: NewAlert): NewAlert {
  return {
    ...alert,
    rule: { ...alert.rule, name: cut(alert.rule.name, MAX_TITLE_CHARS), kind: cut(alert.rule.kind, MAX_TAG_CHARS) },
    title: boundedTitle(alert.title),
    summary: boundedSentence(alert.summary),
    entity: boundedEntity(alert.entity),
    reasons: boundedReasons(alert.reasons),
    events: boundedEvents(alert.events.slice(0, MAX_FIRST_EVENTS)),
    ...(alert.advice === undefined ? {} : { advice: cut(alert.advice, MAX_ADVICE_CHARS) }),
    // A search that is cut finds something else.
    query: alert.query.length > MAX_QUERY_CHARS ? '' : alert.query,
    tags: alert.tags.slice(0, MAX_TAGS).map((tag) => cut(tag, MAX_TAG_CHARS)),
    ...(alert.source === undefined ? {} : { source: cut(alert.source, MAX_NAME_CHARS) }),
  };
}

export function boundedReasons(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.slice(0, MAX_REASONS).map(({ code, what, expected, actual, points }) => ({
    ...(code === undefined ? {} : { code: cut(code, MAX_TAG_CHARS) }),
    what: cut(what, MAX_REASON_CHARS),
    ...(expected === undefined ? {} : { expected: cut(expected, MAX_REASON_CHARS) }),
    ...(actual === undefined ? {} : { actual: cut(actual, MAX_REASON_CHARS) }),
    ...(points === undefined ? {} : { points }),
  }));
}

/** At most the newest MAX_LAST_EVENTS. */
export function boundedEvents(events: readonly AlertEvent[]): readonly AlertEvent[] {
  return events
    .slice(-MAX_LAST_EVENTS)
    .map(({ id, time, message }) => ({ id, time, message: cut(message, MAX_MESSAGE_CHARS) }));
}

export function boundedTitle(text: string): string {
  return cut(text, MAX_TITLE_CHARS);
}

export function boundedSentence(text: string): string {
  return cut(text, MAX_SENTENCE_CHARS);
}

function boundedEntity(entity: AlertEntity): AlertEntity {
  const known = ENTITY_KINDS.flatMap((kind) => {
    const name = entity[kind];
    return name === undefined || name === '' ? [] : [[kind, cut(name, MAX_NAME_CHARS)] as const];
  });
  return Object.fromEntries(known);
}

/** No half of a surrogate pair is left. */
function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
