// The event: one flat record of dotted ECS names, from the parser's return value to the row and the JSON.
// In memory times are milliseconds since 1970 (UTC); at the edges they are ISO 8601 (see toJson).

import type { FieldName } from './fields.js';

export type FieldValue = string | number | boolean | readonly string[] | readonly number[];

/** What a parser fills. Absent means absent: never null, never an empty string. */
export type Fields = {
  /** An instant (ms since 1970), or wall-clock text that the source's clock resolves (`2026-11-20 10:00:01`). */
  '@timestamp'?: number | string;
  'host.name'?: string;
  'process.name'?: string;
  'process.pid'?: number;
  'event.severity'?: Level;
  'event.category'?: readonly string[];
  'event.type'?: readonly string[];
  'event.action'?: string;
  'event.outcome'?: 'success' | 'failure' | 'unknown';
  'event.code'?: string;
  'user.name'?: string;
  'user.target.name'?: string;
  'group.name'?: string;
  'source.ip'?: string;
  'source.port'?: number;
  'destination.ip'?: string;
  'destination.port'?: number;
  'dns.question.name'?: string;
  message?: string;
  tags?: readonly string[];
} & { [name in FieldName]?: FieldValue };

/** 1 notice, 2 low, 3 medium, 4 high, 5 critical. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** A whole event: what the parser filled plus what the collector knows. */
export type LogEvent = Fields & {
  /** Given by the store. */
  'event.id'?: string;
  '@timestamp': number;
  'event.ingested': number;
  'lanwarden.source': string;
  'lanwarden.family': string;
  'event.dataset': string;
  'event.severity': Level;
  'lanwarden.hour_of_week': number;
  'event.original': string;
};

const TIME_FIELDS = new Set(['@timestamp', 'event.ingested']);

/** The event as it leaves the program: flat, ISO times, absent fields left out. */
export function toJson(event: LogEvent): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) {
    if (value === undefined) continue;
    out[name] = TIME_FIELDS.has(name) ? new Date(value as number).toISOString() : value;
  }
  return out;
}
