// Event XML as Event Viewer ("Save as XML") and wevtutil (/f:XML) write it: `<Event>` elements one behind the other, with or without
// `<Events>` around them and with line breaks anywhere. Whatever else stands between the events are lines of text, each a record: a
// file of mixed lines may begin with an event, and an `<Event>` within a line (a JSON string, a URL) is that line's text, never an event.
// An event without its end costs itself: the next one begins where it begins, also on the same line.

import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';

/** Longer than any event may be, in characters. */
const MAX_HELD = 4 * MAX_RECORD_BYTES;
/** What may stand around events and says nothing. Sticky: asked at one place, without a copy of the text. */
const AROUND = [/[\uFEFF\s]+/y, /<\?xml[^>\n]*>/y, /<\/?Events(?:>|\s[^>\n]*>)/y];
const OPEN = /<Event[\s>]/y;
const TAG = /<Event[\s>]|<\/Event>/g;
/** Events within an event; more are events that have lost their ends. */
const MAX_DEPTH = 8;

export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let isInLine = false;
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const found = split(rest, isInLine, false, onDamage);
    rest = rest.slice(found.end);
    isInLine = found.isInLine;
    if (found.records.length > 0) yield found.records;
  }
  const { records } = split(rest + decoder.decode(), isInLine, true, onDamage);
  if (records.length > 0) yield records;
}

export function looksLikeXml(head: Buffer): boolean {
  return /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?<Events?[\s>]/.test(head.toString('utf8', 0, 512));
}

interface Split {
  /** Those that are whole. */
  readonly records: InputRecord[];
  /** Up to where the text was read. */
  readonly end: number;
  /** An event stands before `end` on the same line. */
  readonly isInLine: boolean;
}

function split(text: string, beginsInLine: boolean, isLast: boolean, onDamage: OnDamage): Split {
  const records: InputRecord[] = [];
  let isInLine = beginsInLine;
  let behindLine = 0;
  for (let at = 0; ;) {
    const from = behindAround(text, at);
    if (from >= text.length) return { records, end: isLast ? from : at, isInLine };
    if (behindLine <= at) behindLine = text.indexOf('\n', at) + 1 || Infinity;
    if (behindLine <= from) {
      isInLine = false;
      behindLine = text.indexOf('\n', from) + 1 || Infinity;
    }
    const mustEnd = isLast || text.length - from > MAX_HELD;
    const isEvent = fits(OPEN, text, from);
    const { end, state } = isEvent ? eventAt(text, from) : { end: isInLine ? nextOpen(text, from) : Infinity };
    const stop = state === 'whole' ? end : Math.min(behindLine, end);
    // What has no end yet may get it.
    if (!mustEnd && (state === 'open' || stop === Infinity)) return { records, end: at, isInLine };
    at = Math.min(stop, text.length);
    const record = text.slice(from, at).trimEnd();
    if (isEvent && state !== 'whole') onDamage(1, [`an <Event> without its end: ${record.slice(0, 80)}`]);
    records.push(textRecord(record));
    isInLine = at !== behindLine;
  }
}

/**
 * Where the event at `from` ends: behind its `</Event>`, events within it passed over; where it has lost it, where the next one begins.
 * `open`: the text ends before either shows. Infinity: there is no next one.
 */
function eventAt(text: string, from: number): { end: number; state: 'whole' | 'lost' | 'open' } {
  let depth = 0;
  let next = Infinity;
  let last = '';
  TAG.lastIndex = from;
  for (let tag = TAG.exec(text); tag !== null; tag = TAG.exec(text)) {
    const isClose = tag[0] === '</Event>';
    if (!isClose && tag.index > from) next = Math.min(next, tag.index);
    // Behind an event within an event comes the outer one's end. Another event instead: the outer one has lost it.
    if (!isClose && (last === '</Event>' || depth === MAX_DEPTH)) return { end: next, state: 'lost' };
    depth += isClose ? -1 : 1;
    if (depth === 0) return { end: TAG.lastIndex, state: 'whole' };
    last = tag[0];
  }
  return { end: next, state: 'open' };
}

/** Where the next event begins behind `from`; Infinity: nowhere. */
function nextOpen(text: string, from: number): number {
  let at = text.indexOf('<Event', from + 1);
  while (at >= 0 && !fits(OPEN, text, at)) at = text.indexOf('<Event', at + 1);
  return at < 0 ? Infinity : at;
}

function behindAround(text: string, at: number): number {
  for (let before = -1; before !== at;) {
    before = at;
    for (const expression of AROUND) if (fits(expression, text, at)) at = expression.lastIndex;
  }
  return at;
}

function fits(expression: RegExp, text: string, at: number): boolean {
  expression.lastIndex = at;
  return expression.test(text);
}
