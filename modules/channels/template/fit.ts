// Text that fits a target: escaped first, then cut by what the escaped text takes, never within a character or an escape.

/** `escape` of each character, until `maxChars` (UTF-16 units of the escaped text) are full; an ellipsis then. */
export function fit(text: string, maxChars: number, escape: (char: string) => string = same): string {
  let out = '';
  let atCut = '';
  for (const char of text) {
    const next = escape(char);
    if (out.length + next.length > maxChars) return `${atCut}…`;
    out += next;
    if (out.length <= maxChars - 1) atCut = out;
  }
  return out;
}

/** The same by bytes of UTF-8. */
export function fitBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let bytes = 3; // of the ellipsis
  let end = 0;
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > maxBytes) break;
    end += char.length;
  }
  return `${text.slice(0, end)}…`;
}

const same = (char: string): string => char;
