// Text as Windows tools write it: PowerShell's `>`, wevtutil, agents that pass a wide string on. No syslog sender means it so, but the
// text is there: read as UTF-8 it would be escaped bytes that no parser knows.

const LITTLE_ENDIAN_BOM = 0xfffe;
const BIG_ENDIAN_BOM = 0xfeff;
/** Without a byte order mark so many characters at the beginning must be ASCII, each beside a NUL. */
const SURE_CHARS = 8;

/**
 * The text of UTF-16, without byte order mark and without NUL, CR and LF at its end; undefined for what is none. A NUL that a listener
 * has taken for the frame's end is added again. Nothing is lost: the bytes are the text in the order that its beginning tells.
 */
export function utf16Text(bytes: Buffer): string | undefined {
  if (bytes.length < 2 * SURE_CHARS - 1) return undefined;
  const mark = bytes.readUInt16BE(0);
  const hasMark = mark === LITTLE_ENDIAN_BOM || mark === BIG_ENDIAN_BOM;
  const isLittle = mark === LITTLE_ENDIAN_BOM || (!hasMark && beginsWith(bytes, 0));
  if (!hasMark && !isLittle && !beginsWith(bytes, 1)) return undefined;
  const ordered = isLittle ? bytesOf(bytes) : Buffer.from(bytesOf(bytes)).swap16();
  const text = withoutEnds(ordered.toString('utf16le', hasMark ? 2 : 0));
  return text === '' || text.includes('\0') || !isWellFormed(text) ? undefined : text;
}

/**
 * As `trimmedLength` does with bytes, of which one may be half a character here. From the end: an expression would look at each of many line ends
 * inside of a line anew.
 */
function withoutEnds(text: string): string {
  let end = text.length;
  while (end > 0 && '\0\r\n'.includes(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
}

/** @param at where the character stands in its two bytes: 0 for little endian */
function beginsWith(bytes: Buffer, at: 0 | 1): boolean {
  for (let i = 0; i < SURE_CHARS; i += 1) {
    const code = bytes[2 * i + at] ?? 0;
    if (code < 0x20 || code > 0x7e || (bytes[2 * i + 1 - at] ?? 0) !== 0) return false;
  }
  return true;
}

/** An even number of them: of little endian the last NUL may have been cut off. */
function bytesOf(bytes: Buffer): Buffer {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
}

/** No half of a surrogate pair, which UTF-8 could not hold. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}
