// An .evtx file as records: 4 KiB of header, then chunks of 64 KiB, each decoded by itself, in a thread, two under way at a time.
// Memory stays at some chunks whatever the file's size; what is damaged is counted and the rest goes on.

import { textRecord, type InputRecord, type OnDamage } from '../record.js';
import { CHUNK_BYTES, type DecodedChunk } from './chunk.js';
import { ChunkDecoder } from './decoder.js';

const HEADER_BYTES = 4_096;
const FILE_MAGIC = Buffer.from('ElfFile\0', 'latin1');
const UNDER_WAY = 2;

export function looksLikeEvtx(head: Buffer): boolean {
  return head.subarray(0, 8).equals(FILE_MAGIC);
}

export async function* readEvtx(
  bytes: AsyncIterable<Buffer>,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new ChunkDecoder();
  const underWay: Promise<DecodedChunk | undefined>[] = [];
  const next = async (): Promise<InputRecord[]> => {
    const decoded = await underWay.shift();
    if (decoded === undefined) return [];
    if (decoded.damaged > 0) onDamage(decoded.damaged, decoded.problems);
    return decoded.events.map((event) => textRecord(event));
  };
  try {
    for await (const block of blocks(bytes, onDamage)) {
      underWay.push(decoder.decode(block));
      // An empty array too: between two of them an import may be cancelled.
      if (underWay.length >= UNDER_WAY) yield await next();
    }
    while (underWay.length > 0) yield await next();
  } finally {
    // What is still under way nobody waits for; it may take long.
    const settled = Promise.allSettled(underWay);
    await decoder.stop();
    await settled;
  }
}

/** The chunks behind the header, each a copy of its own; the last one as short as the file left it. */
async function* blocks(bytes: AsyncIterable<Buffer>, onDamage: OnDamage): AsyncGenerator<Buffer> {
  let block = Buffer.alloc(HEADER_BYTES);
  let filled = 0;
  let isHeader = true;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.copy(block, filled, at);
      at += taken;
      filled += taken;
      if (filled < block.length) continue;
      if (!isHeader) yield block;
      else if (!looksLikeEvtx(block)) onDamage(1, ['the file has no header of an event log']);
      isHeader = false;
      block = Buffer.alloc(CHUNK_BYTES);
      filled = 0;
    }
  }
  if (isHeader) return onDamage(1, ['the file ends within its header']);
  if (filled === 0) return;
  onDamage(1, ['the file ends within a chunk']);
  yield block;
}
