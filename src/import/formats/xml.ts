// Event XML as Event Viewer ("Save as XML") and wevtutil (/f:XML) write it: `<Event>` elements one behind the other, with or without
// `<Events>` around them and with line breaks anywhere.

import { textRecord, type InputRecord, MAX_RECORD_BYTES, type OnDamage } from '../record.js';

const CLOSE = '</Event>';

export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const { events, end } = split(rest);
    rest = rest.slice(end);
    if (events.length > 0) yield events.map((event) => textRecord(event));
    if (rest.length <= 4 * MAX_RECORD_BYTES) continue;
    onDamage(1, [`an <Event> without its end: ${rest.slice(0, 80)}`]);
    rest = rest.slice(-CLOSE.length);
  }
  if (/<Event[\s>]/.test(rest)) onDamage(1, ['the last <Event> has no end']);
}

export function looksLikeXml(head: Buffer): boolean {
  return /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?<Events?[\s>]/.test(head.toString('utf8', 0, 512));
}

function split(text: string): { events: string[]; end: number } {
  const events: string[] = [];
  let end = 0;
  for (let close = text.indexOf(CLOSE); close >= 0; close = text.indexOf(CLOSE, end)) {
    const next = close + CLOSE.length;
    const open = text.slice(end, close).search(/<Event[\s>]/);
    if (open >= 0) events.push(text.slice(end + open, next));
    end = next;
  }
  return { events, end };
}
