// The lines of a body: LF or CRLF, blank ones left out, without copying.

export interface Line {
  /** A view of the body. */
  readonly bytes: Buffer;
  /** In the body, from 1, blank ones counted. */
  readonly number: number;
}

/** Stops after `max` lines. */
export function linesOf(body: Buffer, max: number): Line[] {
  const lines: Line[] = [];
  let number = 0;
  for (let start = 0; start < body.length && lines.length < max; ) {
    const feed = body.indexOf(0x0a, start);
    const next = feed < 0 ? body.length : feed;
    number++;
    const end = next > start && body[next - 1] === 0x0d ? next - 1 : next;
    if (!isBlank(body, start, end)) lines.push({ bytes: body.subarray(start, end), number });
    start = next + 1;
  }
  return lines;
}

function isBlank(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (body[at] !== 0x20 && body[at] !== 0x09) return false;
  return true;
}
