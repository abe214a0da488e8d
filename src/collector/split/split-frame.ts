// A message that holds several events becomes a message each: `<Event>` elements one behind the other, or a JSON array of objects, as agents
// send their batches. Each gets the header, the sender and the time of the whole.
//
// What is split must be nothing but events, and each part keeps the outer header: whoever writes such a message could have written each
// part alone, so no part is trusted more than the whole. For the same reason lines are never split: RFC 3164 and RFC 5426 §3.1 have one message
// a datagram, line feeds in it are text (stack traces, Windows' own event text), and a stranger's "\n<13>Nov 20 10:00:00 dc1 sshd[1]: ..."
// inside a message is in no way different from a second one with a header of its own.

import type { SyslogLine } from '../../event/line.js';
import { LESS, OPEN_BRACKET } from '../decode/chars.js';
import { isStrangersFirst } from '../decode/nested-header.js';
import { trimmedLength } from '../decode/text.js';
import type { Frame } from '../frame.js';
import { xmlEventsIn } from './event-xml.js';
import { objectsIn } from './json-array.js';
import type { Parts } from './parts.js';

/** In one message; what is behind them stays together in the last one, which is tagged syslog.several-events. */
export const MAX_EVENTS = 1_000;
/** Each part has a copy: a long one would make much out of a little. */
const MAX_HEADER_BYTES = 1_024;

/** Undefined for a message that is one event: one look at a character for nearly all of them. */
export function splitFrame(frame: Frame, line: SyslogLine): readonly Frame[] | undefined {
  const first = line.message.charCodeAt(0);
  if (first !== LESS && first !== OPEN_BRACKET) return undefined;
  if (first === LESS ? !mayHoldElements(line.message) : !ARRAY.test(line.message)) return undefined;
  const headerBytes = headerLength(frame, line);
  if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) return undefined;
  const body = frame.bytes.subarray(headerBytes, trimmedLength(frame.bytes));
  const parts = first === LESS ? xmlEventsIn(body, MAX_EVENTS) : objectsIn(body, MAX_EVENTS, isBare(frame, line));
  return parts && framesOf(parts, frame, frame.bytes.subarray(0, headerBytes), body);
}

/** Nothing tells of a program whose text this is. */
function isBare({ envelope }: Frame, { messageAt }: SyslogLine): boolean {
  return envelope === undefined && messageAt <= 1; // behind a byte order mark
}

const ARRAY = /^\[\s{0,64}\{/;

function mayHoldElements(message: string): boolean {
  if (!message.startsWith('<Event') && !message.startsWith('<?xml')) return false;
  // Without its first two characters, which each closing tag has: four times as fast.
  const end = message.indexOf('Event>', 8);
  return end > 0 && message.indexOf('<Event', end) > 0;
}

/** Bytes before the message; -1 where it is not simply the rest of the frame (an envelope held it, or it is an import's column). */
function headerLength({ given, json }: Frame, line: SyslogLine): number {
  if (json !== undefined || line.searched !== line.raw || isStrangersFirst(line.app)) return -1;
  if (given !== undefined && given.isText !== true) return -1;
  const header = line.raw.slice(0, line.messageAt);
  if (line.tags?.includes('syslog.escaped') === true) return header.includes('\\') ? -1 : Buffer.byteLength(header);
  return line.raw.length - line.messageAt === line.message.length ? Buffer.byteLength(header) : -1;
}

function framesOf({ spans, isCut, brackets }: Parts, frame: Frame, header: Buffer, body: Buffer): readonly Frame[] {
  const isMore = spans.length > MAX_EVENTS;
  const count = Math.min(spans.length, MAX_EVENTS);
  return Array.from({ length: count }, (_, at): Frame => {
    const isLast = at === count - 1;
    const isRest = isLast && isMore;
    const bytes = body.subarray(spans[at]!.start, isRest ? spans.at(-1)!.end : spans[at]!.end);
    const [before, after] = isRest ? brackets : NONE;
    return {
      ...frame,
      bytes: Buffer.concat([header, before, bytes, after]),
      truncated: isLast && (isCut || frame.truncated === true),
      ...(isRest && { isRest }),
      // The first keeps the key: what was imported before it could be split is not taken again.
      ...(frame.dedupeKey !== undefined && at > 0 && { dedupeKey: `${frame.dedupeKey}/${at}` }),
    };
  });
}

const NONE = [Buffer.alloc(0), Buffer.alloc(0)] as const;
