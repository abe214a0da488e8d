// One line of a table of events (views/partials/event-rows), for every page that shows some.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import { eventHref, type SearchInput } from './links.js';
import { visibleText } from './visible-text.js';

/** Plain text, made visible; empty where the event has none. */
export interface EventRow {
  readonly id: string;
  readonly href: string;
  /** ms since 1970 */
  readonly time: number;
  readonly level: number;
  readonly host: string;
  readonly app: string;
  readonly user: string;
  readonly srcIp: string;
  readonly message: string;
  /** Of the baselines, where it is worth a look; undefined below SHOWN_SCORE. */
  readonly score?: number | undefined;
}

/** So unusual that the baselines say why (REASONS_FROM of modules/baselines). */
const SHOWN_SCORE = 50;

/** Names of the levels 1..5. */
export const LEVELS: readonly string[] = ['', 'notice', 'low', 'medium', 'high', 'critical'];

/** A table shows a line or two; the event's page shows all. */
const MAX_MESSAGE_CHARS = 400;
const MAX_CELL_CHARS = 80;

export function eventRow(event: LogEvent, search?: Partial<SearchInput>): EventRow {
  const id = event['event.id'] ?? '';
  return {
    id,
    href: eventHref(id, search),
    time: event['@timestamp'],
    level: levelOf(event['event.severity']),
    host: cell(event['host.name']),
    app: cell(event['process.name']),
    user: cell(event['user.name']),
    srcIp: cell(event['source.ip']),
    message: visibleText(event.message || event['event.original'], MAX_MESSAGE_CHARS),
    score: scoreOf(event['event.risk_score']),
  };
}

function cell(value: FieldValue | undefined): string {
  return value === undefined ? '' : visibleText(String(value), MAX_CELL_CHARS);
}

function scoreOf(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' && value >= SHOWN_SCORE ? Math.round(value) : undefined;
}

/** Templates draw five bars, whatever is stored. */
export function levelOf(level: number): number {
  return level >= 1 && level <= 5 ? Math.floor(level) : 1;
}
