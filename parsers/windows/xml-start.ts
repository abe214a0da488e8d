// Finds event XML in a message: at its start, behind what agents and copies put before it, and inside other text that carries it whole.

import { unescapeControls } from './rendered.js';
import { decodeEntities } from './xml-tag.js';

const START = /^<(?:[A-Za-z][\w.-]{0,31}:)?Event[\s>]/;
const LONGEST_START = 48;
/** Of a prefix such as `winevent: `; further in it is somebody's text. */
const MAX_PREFIX_LENGTH = 200;

export interface EventXml {
  readonly text: string;
  /** Index of `<Event`. */
  readonly start: number;
}

/**
 * @param mayStandBefore whether a text before the event is no stranger's: the event must then end the message, and say by its
 *   namespace that it is one of Windows. Left out: none is.
 */
export function findEventXml(message: string, mayStandBefore?: (before: string) => boolean): EventXml | undefined {
  const text = plain(message);
  const start = startOf(text);
  if (start >= 0) return { text, start };
  const at = text.indexOf('<Event', 1);
  if (at < 0 || at > MAX_PREFIX_LENGTH || !START.test(text.slice(at, at + LONGEST_START))) return undefined;
  if (mayStandBefore?.(text.slice(0, at)) !== true) return undefined;
  if (!text.slice(at, at + 160).includes('win/2004/08/events')) return undefined;
  return /<\/Events?>[\s\0]{0,16}$/.test(text.slice(-32)) ? { text, start: at } : undefined;
}

/** Undoes what a relay did to the whole text: rsyslog's octal escapes, quotes of a JSON string, entities. */
function plain(message: string): string {
  let text = unescapeControls(message);
  const head = text.slice(0, 240);
  if (head.includes('&lt;Event')) text = decodeEntities(text);
  else if (head.includes('=\\"') && head.includes('<Event')) text = text.replace(/\\(["\\/])/g, '$1');
  return text;
}

/** At the start, behind white space, an XML declaration, `<Events>`, or the `- ` that a browser's copy leaves; -1 = none. */
function startOf(text: string): number {
  let at = skipFiller(text, 0);
  if (text.startsWith('<?xml', at)) {
    const end = text.indexOf('?>', at);
    if (end < 0) return -1;
    at = skipFiller(text, end + 2);
  }
  if (text.startsWith('<Events', at)) {
    const end = text.indexOf('>', at);
    if (end < 0 || end - at > 160) return -1;
    at = skipFiller(text, end + 1);
  }
  return START.test(text.slice(at, at + LONGEST_START)) ? at : -1;
}

function skipFiller(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== 0x2d && code !== 0xfeff) break;
    at += 1;
  }
  return at;
}
