// Texts that outlive the event they are from: V8 keeps a whole line (64 kB) alive as long as a piece of it.

import { keptText } from '#src/event/interned.js';

/** A copy of its own, cut to `maxChars`; half a surrogate pair becomes U+FFFD. */
export function ownText(text: string, maxChars: number): string {
  if (text.length > maxChars) return Buffer.from(text.slice(0, maxChars)).toString();
  if (text.length <= SHORT_CHARS) return text;
  // Names and addresses of events are copies already.
  return keptText(text)?.toWellFormed() ?? Buffer.from(text).toString();
}

/** V8 copies pieces below 13 characters anyway. */
const SHORT_CHARS = 12;
