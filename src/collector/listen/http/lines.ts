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
  let [number, start] = [1, 0];
  for (let at = 0; at < body.length && lines.length < max; at++) {
    const byte = body[at];
    if (byte === LF) {
      number++;
      start = at + 1;
    }
    if (byte === LF || byte === CR || byte === 0x20 || byte === 0x09) continue;
    const feed = body.indexOf(LF, at);
    const next = feed < 0 ? body.length : feed;
    lines.push({ bytes: body.subarray(start, body[next - 1] === CR ? next - 1 : next), number });
    at = next - 1;
  }
  return lines;
}

const LF = 0x0a;
const CR = 0x0d;
