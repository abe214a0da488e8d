// Texts that outlive the event they are from: V8 keeps a whole line (64 kB) alive as long as a piece of it.

/** A copy of its own, cut to `maxChars`; half a surrogate pair becomes U+FFFD. */
export function ownText(text: string, maxChars: number): string {
  if (text.length <= SHORT_CHARS && text.length <= maxChars) return text;
  return Buffer.from(text.length > maxChars ? text.slice(0, maxChars) : text).toString();
}

/** V8 copies pieces below 13 characters anyway. */
const SHORT_CHARS = 12;
