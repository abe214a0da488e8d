// Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt), as Loki's and Prometheus' clients send
// it. Its first bytes say how long the whole is: that is looked at before memory is taken.

import { uncompress } from 'snappyjs';
import { messageOf } from '#src/faults.js';
import type { Call } from './endpoint.js';
import { problem, type Reply } from './reply.js';

/** The body without its compression; what it takes in memory is taken from the call's share. */
export function unsnap({ body, maxBodyBytes, take }: Call): { readonly bytes: Buffer } | { readonly reply: Reply } {
  const length = lengthOf(body);
  if (length === undefined) return { reply: problem(400, 'The body is not snappy (block format).') };
  if (length > maxBodyBytes) {
    const text = `The body is larger than ${maxBodyBytes} bytes after decompression (listen.http.maxBodyBytes). Send smaller batches.`;
    return { reply: problem(413, text) };
  }
  if (!take(length)) return { reply: problem(503, 'Too many large bodies at once. Send it again later.') };
  try {
    return { bytes: uncompress(body, maxBodyBytes) };
  } catch (error) {
    return { reply: problem(400, `The body could not be decompressed: ${messageOf(error)}.`) };
  }
}

/** A varint of at most 32 bits. */
function lengthOf(body: Buffer): number | undefined {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = body[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length;
  }
  return undefined;
}
