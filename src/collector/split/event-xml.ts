// `<Event>` elements one behind the other, also within `<Events>` and behind an XML declaration. One pass; what is in quotes, CDATA or
// comments, or nested in an event, ends none.

import { GREATER, QUOTE } from '../decode/chars.js';
import type { Span } from '../../event/json-scan.js';
import type { Parts } from './parts.js';

const PROLOG = /^(?:<\?xml[^>]{0,200}\?>\s*)?(?:<Events(?:\s[^>]{0,200})?>\s*)?/;
const EVENT = /<Event[\s>]/y;
const END = /<\/Events\s*>\s*$/y;
const APOSTROPHE = 39;
const BRACKETS = [Buffer.alloc(0), Buffer.alloc(0)] as const;

/** Undefined where there are not two, or where anything else stands between them: then it is text. */
export function xmlEventsIn(body: Buffer, max: number): Parts | undefined {
  const text = body.toString('latin1');
  const spans: Span[] = [];
  let isCut = false;
  for (let at = PROLOG.exec(text)![0].length; at < text.length && !isCut; at = skipBlanks(text, at)) {
    END.lastIndex = EVENT.lastIndex = at;
    if (END.test(text)) break;
    if (!EVENT.test(text)) return undefined;
    const end = elementEnd(text, at);
    isCut = end < 0;
    spans.push({ start: at, end: isCut ? text.length : end });
    at = isCut ? text.length : end;
    if (spans.length > max) return withRest(spans, text);
  }
  return spans.length < 2 ? undefined : { spans, isCut, brackets: BRACKETS };
}

function withRest(spans: Span[], text: string): Parts {
  spans[spans.length - 1] = { start: spans.at(-1)!.start, end: text.length };
  return { spans, isCut: false, brackets: BRACKETS };
}

/** Behind `</Event>` of the element at `start`; -1 where it has no end. */
function elementEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = text.indexOf('<', start); at >= 0; at = text.indexOf('<', at)) {
    const end = markupEnd(text, at);
    if (end < 0) return -1;
    if (isEventTag(text, at + 1) && text[end - 2] !== '/') depth += 1;
    else if (text[at + 1] === '/' && isEventTag(text, at + 2)) depth -= 1;
    if (depth === 0) return end;
    at = end;
  }
  return -1;
}

function isEventTag(text: string, at: number): boolean {
  return text.startsWith('Event', at) && '> \t\r\n/'.includes(text[at + 5] ?? '?');
}

/** Behind the tag, comment or CDATA at `at`; a `<` that begins none is text. -1: it has no end. */
function markupEnd(text: string, at: number): number {
  if (text.startsWith('<![CDATA[', at)) return behind(text, ']]>', at + 9);
  if (text.startsWith('<!--', at)) return behind(text, '-->', at + 4);
  if (text[at + 1] === '/') return behind(text, '>', at + 2);
  if (!isNameStart(text.charCodeAt(at + 1))) return at + 1;
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === GREATER) return i + 1;
    if (code !== QUOTE && code !== APOSTROPHE) continue;
    i = text.indexOf(text[i]!, i + 1);
    if (i < 0) return -1;
  }
  return -1;
}

/** A letter or an underscore. */
function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}
