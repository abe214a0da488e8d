// A message that is a JSON array of objects (NXLog's batches, Vector's and Fluent Bit's `json` format). Brackets within strings count for
// nothing, as the text is split only where it is JSON.

import { findTooDeep, spansOf, type Span } from '../../event/json-scan.js';
import { isObject } from '../../event/json-text.js';
import type { Parts } from './parts.js';

const MAX_DEPTH = 64;
/** An array of smaller objects on average is no batch of events, but a way to make much out of a little. */
const MIN_EVENT_BYTES = 24;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BRACKETS = [Buffer.from('['), Buffer.from(']')] as const;
/** Behind a header an array may be what one event says: only objects that tell of a time, a message or a machine are events. */
const EVENT_NAMES: ReadonlySet<string> = new Set([
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'date',
  'datetime',
  'eventtime',
  'eventreceivedtime',
  'timecreated',
  'message',
  'msg',
  'log',
  'short_message',
  'event',
  'eventid',
  'event_id',
  'winlog',
  'system',
  'host',
  'hostname',
]);

/**
 * Undefined for what is no such array. One object in brackets is one event.
 * @param isBare without a header or an envelope: then any objects are events
 */
export function objectsIn(body: Buffer, max: number, isBare: boolean): Parts | undefined {
  if (findTooDeep(body, MAX_DEPTH) >= 0) return undefined;
  const spans = spansOf(body, max + 1);
  if (spans.some(({ start }) => body[start] !== OPEN_BRACE)) return undefined;
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined || last.end / spans.length < MIN_EVENT_BYTES) return undefined;
  const whole = parse(body.toString('utf8'));
  const events = whole ?? (spans.length > max || isOpen(body, last.end) ? parse(beforeCut(body, spans)) : undefined);
  if (events === undefined || !events.every(isObject)) return undefined;
  if (!isBare && !isEvent(events[0]!)) return undefined;
  const end = whole === undefined ? body.length : spans.length > max ? body.lastIndexOf(']') : last.end;
  return {
    spans: [...spans.slice(0, -1), { start: last.start, end }],
    isCut: whole === undefined,
    brackets: BRACKETS,
  };
}

/** Nothing but perhaps a comma comes behind. */
function isOpen(body: Buffer, at: number): boolean {
  return /^\s{0,64},?\s{0,64}$/.test(body.toString('latin1', at, at + 192));
}

/** A batch that was cut at the length cap: its whole objects are good, and the last one is not. */
function beforeCut(body: Buffer, spans: readonly Span[]): string {
  const wholeOnes = spans.filter(({ end }) => body[end - 1] === CLOSE_BRACE && end < body.length);
  return wholeOnes.length === 0 ? '' : `${body.toString('utf8', 0, wholeOnes.at(-1)!.end)}]`;
}

function parse(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // an expected outcome: text that begins with a bracket
  }
}

function isEvent(value: object): boolean {
  return Object.keys(value).some((name) => EVENT_NAMES.has(name.toLowerCase()));
}
