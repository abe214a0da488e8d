// `<Event>` elements over several lines in a stream, which LF framing would tear apart. Somebody's open `<Event` must not swallow what comes
// behind it: a line that begins with `<` and a digit is a message of its own, and so is a second line without markup.

const OPENING = '<Event';
const CLOSING = '</Event>';
const [TAB, CR, SPACE, ZERO, NINE, LESS] = [9, 13, 32, 48, 57, 60];

/** Whether a line begins an element and does not end it. */
export function opensElement(line: Buffer): boolean {
  const head = line.toString('latin1', 0, OPENING.length + 1);
  if (!head.startsWith(OPENING) || /[^>\s]/.test(head[OPENING.length] ?? ' ')) return false;
  return line.lastIndexOf(CLOSING) < 0; // from the end, where it is if it is there
}

export function closesElement(line: Buffer): boolean {
  return line.includes(CLOSING);
}

/** `<` and a digit begin no tag, but a syslog message. */
export function isMessage(line: Buffer): boolean {
  const second = line[1] ?? 0;
  return line[0] === LESS && second >= ZERO && second <= NINE;
}

/** Blanks, and then a tag or nothing. */
export function isMarkup(line: Buffer): boolean {
  let at = 0;
  while (line[at] === SPACE || line[at] === TAB || line[at] === CR) at += 1;
  return at === line.length || line[at] === LESS;
}
