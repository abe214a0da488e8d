// When an uploaded file was written: years of lines without one are inferred from it, and a second upload of the file must say the same.

import { open } from 'node:fs/promises';
import { Fault } from '#src/faults.js';
import { isGzip } from '#src/gzip.js';
import { timeLiteral } from '#src/query/time-literal.js';

/**
 * The first that is known: what somebody says (`until`, a day, at its end), what the browser says (`written`, ms since 1970), and what
 * the gzip header says. Undefined: none of them. Never later than now.
 * @throws Fault BAD_REQUEST for an `until` that is no day
 */
export async function writtenAt(
  fields: Readonly<Record<string, string>>,
  path: string,
  now: number,
): Promise<number | undefined> {
  const at = dayEnd((fields['until'] ?? '').trim()) ?? said(fields['written']) ?? (await packedAt(path));
  return at === undefined ? undefined : Math.min(at, now);
}

function dayEnd(day: string): number | undefined {
  if (day === '') return undefined;
  const literal = timeLiteral(day, 0, 'UTC');
  if (literal?.kind === 'day') return literal.end! - 1;
  throw new Fault('BAD_REQUEST', `"${day.slice(0, 40)}" is no day. Write it as 2024-12-31, or leave it out.`);
}

/** Browsers that do not tell it say 0. */
function said(ms: string | undefined): number | undefined {
  return ms !== undefined && /^[1-9]\d{0,14}$/.test(ms) ? Number(ms) : undefined;
}

/** RFC 1952 §2.3: seconds since 1970 at offset 4, 0 when it is not known. */
async function packedAt(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && isGzip(buffer) ? buffer.readUInt32LE(4) * 1000 || undefined : undefined;
  } finally {
    await file.close();
  }
}
