// Text of a message as a literal of TypeScript: whatever a stranger wrote stays text, and nothing in it is invisible.

const NOT_PLAIN = /[^\x20-\x7e\p{L}\p{N}]/gu;

export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replace(NOT_PLAIN, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
  return `'${escaped}'`;
}
