// A log line is an attacker's text: what would not be seen (control characters) or would turn the text around (bidi overrides) is
// shown by name. Escaping for HTML is the template's work.

const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';
/** Unicode: Bidi_Control, line and paragraph separators, zero width and tag characters. Joiners stay: scripts and emoji need them. */
const INVISIBLE =
  '\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';
const ONE_LINE = new RegExp(`[${CONTROL}${INVISIBLE}]`, 'gu');
/** Linear also for a text of nothing but carriage returns. */
const LINE_ENDS = /\r?\n\s*/g;
/** Tab and line end do in a block of text what they say. */
const IN_BLOCK = new RegExp(`(?![\\t\\n]|\\r\\n)[${CONTROL}${INVISIBLE}]`, 'gu');

/** More marks than this are not drawn as such: each costs an element. */
const MAX_PARTS = 1_000;

export interface TextPart {
  readonly text: string;
  /** It stands for characters that cannot be seen. */
  readonly mark: boolean;
}

/** For one line: a cell, a title, a value. `maxChars` cuts, with an ellipsis. */
export function visibleText(text: string, maxChars = Infinity): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut.replace(LINE_ENDS, ' ⏎ ').replace(ONE_LINE, (char) => (char === '\t' ? ' ' : sign(char)));
}

/** For a block that keeps tabs and line ends, with the marks told apart from the text. */
export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: char, index } of text.matchAll(IN_BLOCK)) {
    if (parts.length >= MAX_PARTS) break;
    if (index > from) parts.push({ text: text.slice(from, index), mark: false });
    parts.push({ text: sign(char), mark: true });
    from = index + char.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from).replace(IN_BLOCK, sign), mark: false });
  return parts;
}

/** ASCII's own names; control pictures would be nicer, but not every font has them. */
const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/** `‹ESC›`, `‹U+202E›` */
function sign(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return `‹${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}›`;
}
