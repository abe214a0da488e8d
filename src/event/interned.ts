// One copy of each text that comes again and again, or is kept for long. What a parser cuts out of a line holds on to the whole line; a
// copy does not, and tables find it without comparing characters. Bounded: a flood of invented texts empties the memory.

const MAX_TEXTS = 100_000;
/** Names and addresses are shorter; 100,000 invented ones of this length are 25 MB at the most. */
const MAX_KEPT_CHARS = 128;
const MAX_CHARS = 512;

const texts = new Map<string, string>();

/** The same text, as an object of its own; very long ones as they are. */
export function interned(text: string): string {
  if (text.length > MAX_CHARS) return text;
  if (text.length > MAX_KEPT_CHARS) return copyOf(text);
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MAX_TEXTS) texts.clear();
  const copy = copyOf(text);
  texts.set(copy, copy);
  return copy;
}

/** The object that `interned` gave for it, if it keeps one. */
export function keptText(text: string): string | undefined {
  return text.length > MAX_KEPT_CHARS ? undefined : texts.get(text);
}

/** One byte a character where that is enough: half the memory. */
function copyOf(text: string): string {
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  return copy === text ? copy : Buffer.from(text, 'utf16le').toString('utf16le');
}
