// The GELF message in a datagram, or in the chunks of several: as it is, or compressed with zlib or gzip.

import { gunzipSync, inflateSync } from 'node:zlib';
import { messageOf } from '#src/faults.js';
import { isGzip } from '#src/gzip.js';
import { readDatagram, type Datagram } from './datagram.js';

/** What inflates beyond one of them, and beyond the longest message, is a bomb: JSON of log messages shrinks by ten, not by a thousand. */
const MAX_INFLATED_BYTES = 1_048_576;
const MAX_RATIO = 100;
/** A trace of endless recursion shrinks by hundreds; of so many messages' lengths the first is kept, as cut. */
const SURE_LENGTHS = 4;

/** Undefined where nothing is in it; `dropped` tells why there is no message. */
export function openGelfDatagram(bytes: Buffer, maxBytes: number): Datagram | { readonly dropped: string } | undefined {
  const open = inflaterOf(bytes);
  if (open === undefined) return readDatagram(bytes, maxBytes);
  const room = Math.max(SURE_LENGTHS * maxBytes, MAX_RATIO * bytes.length);
  const maxOutputLength = Math.max(maxBytes, Math.min(MAX_INFLATED_BYTES, room));
  try {
    // Synchronous, and short for its cap: what arrives next must not overtake it.
    return onItsOwn(readDatagram(open(bytes, { maxOutputLength }), maxBytes));
  } catch (error) {
    return { dropped: `a GELF message could not be decompressed: ${messageOf(error)}` };
  }
}

/** A short message would keep alive all that was inflated, and zlib's 16 KB at least, for as long as it waits to be stored. */
function onItsOwn(message: Datagram | undefined): Datagram | undefined {
  if (message === undefined || 2 * message.bytes.length > message.bytes.buffer.byteLength) return message;
  return { ...message, bytes: Buffer.from(message.bytes) };
}

/** RFC 1950 2.2: deflate with a window of 32 KB, and a header that is a multiple of 31. */
function inflaterOf(bytes: Buffer): typeof inflateSync | undefined {
  if (isGzip(bytes)) return gunzipSync;
  const [first = 0, second = 0] = bytes;
  return first === 0x78 && (first * 256 + second) % 31 === 0 ? inflateSync : undefined;
}
