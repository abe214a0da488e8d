// Event XML as Event Viewer ("Save as XML") and wevtutil (/f:XML) write it: `<Event>` elements one behind the other, with or without
// `<Events>` around them and with line breaks anywhere. Whatever else stands between the events are lines of text, each a record: a
// file of mixed lines may begin with an event, and an `<Event>` within a line (a JSON string, a URL) is that line's text, never an event.

import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';

const CLOSE = '</Event>';
/** Longer than any event may be, in characters. */
const MAX_HELD = 4 * MAX_RECORD_BYTES;
/** What may stand around events and says nothing. Sticky: asked at one place, without a copy of the text. */
const AROUND = [/[\uFEFF\s]+/y, /<\?xml[^>\n]*>/y, /<\/?Events(?:>|\s[^>\n]*>)/y];
const OPEN = /<Event[\s>]/y;

export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const { records, end } = split(rest, false, onDamage);
    rest = rest.slice(end);
    if (records.length > 0) yield records;
  }
  const { records } = split(rest + decoder.decode(), true, onDamage);
  if (records.length > 0) yield records;
}

export function looksLikeXml(head: Buffer): boolean {
  return /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?<Events?[\s>]/.test(head.toString('utf8', 0, 512));
}

/** The records that are whole; `end`: up to where the text was read. */
function split(text: string, isLast: boolean, onDamage: OnDamage): { records: InputRecord[]; end: number } {
  const records: InputRecord[] = [];
  for (let at = 0; ;) {
    const from = behindAround(text, at);
    if (from >= text.length) return { records, end: isLast ? from : at };
    const mustEnd = isLast || text.length - from > MAX_HELD;
    const isEvent = fits(OPEN, text, from);
    const next = isEvent ? nextOpen(text, from) : from;
    const close = text.slice(from, next).indexOf(CLOSE);
    if (close >= 0) {
      at = from + close + CLOSE.length;
      records.push(textRecord(text.slice(from, at)));
      continue;
    }
    const lineEnd = text.indexOf('\n', from);
    // What has no end yet may get it. No event holds another: where the next one begins, this one has lost its end.
    if (!mustEnd && (lineEnd < 0 || (isEvent && next === text.length))) return { records, end: at };
    at = lineEnd < 0 ? text.length : lineEnd + 1;
    const line = text.slice(from, at).trimEnd();
    if (isEvent) onDamage(1, [`an <Event> without its end: ${line.slice(0, 80)}`]);
    records.push(textRecord(line));
  }
}

/** Where the next event begins behind the one at `from`, or the text ends. */
function nextOpen(text: string, from: number): number {
  let at = text.indexOf('<Event', from + 1);
  while (at >= 0 && !fits(OPEN, text, at)) at = text.indexOf('<Event', at + 1);
  return at < 0 ? text.length : at;
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
