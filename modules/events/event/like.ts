// What to search for to find events of one event's kind, whoever and wherever they are about: what a rule begins with.

import type { LogEvent } from '#src/event/event.js';
import { termFor } from '#src/query/print.js';

const MAX_VALUE_CHARS = 200;

/** By what was done where a parser says it, else by the vendor's number, else by program and criticality. '' where it says none of them. */
export function likeQuery(event: LogEvent): string {
  if (event['event.action'] !== undefined) return terms(event, ['event.action', 'event.outcome']);
  if (event['event.code'] !== undefined) return terms(event, ['event.dataset', 'event.code']);
  if (event['process.name'] !== undefined) return terms(event, ['process.name', 'event.severity']);
  return event['event.dataset'] === 'none' ? '' : terms(event, ['event.dataset', 'event.severity']);
}

function terms(event: LogEvent, fields: readonly (keyof LogEvent)[]): string {
  const found = fields.flatMap((field) => {
    const value = event[field];
    const isShort = typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_VALUE_CHARS);
    return isShort ? [termFor(field, value)] : [];
  });
  return found.join(' ');
}
