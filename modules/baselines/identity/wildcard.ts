// Patterns that people write: `*` is any text, everything else is itself. No regular expression is made of them.

/** @param pattern, text in one case */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const last = parts.length - 1;
  if (last === 0) return pattern === text;
  const head = parts[0]!;
  const tail = parts[last]!;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const part of parts.slice(1, last)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - tail.length) return false;
    at = found + part.length;
  }
  return true;
}
